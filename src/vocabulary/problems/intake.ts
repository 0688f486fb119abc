import type { ProblemWords } from '../problems.ts'

/** What stops a whole file. What stops one row only is a reject: see words/intake.ts. */
export const intakeProblems = {
  'intake.unknownSource': {
    status: 400,
    zh: '没有名为“{source}”的来源。可用的来源：{sources}。',
    en: 'There is no source "{source}". Known sources: {sources}.',
  },
  'intake.fileUnreadable': {
    status: 400,
    zh: '文件 {file} 打不开：{reason}。请核对路径和读取权限。',
    en: 'The file {file} cannot be opened: {reason}. Check its path and permissions.',
  },
  'intake.fileEmpty': {
    status: 400,
    zh: '文件 {file} 是空的。请重新导出后再导入。',
    en: 'The file {file} is empty. Export it again, then import it.',
  },
  'intake.headerOnly': {
    status: 400,
    zh: '文件 {file} 只有表头，没有数据行。请核对导出的时间范围。',
    en: 'The file {file} has a header but no rows. Check the period that was exported.',
  },
  'intake.fileTooLarge': {
    status: 413,
    zh: '文件 {file} 大于 {limit} MB。请分成几个文件导入，重复的行不会重复入库。',
    en: 'The file {file} is larger than {limit} MB. Split it; rows sent twice are stored once.',
  },
  'intake.uploadBroken': {
    status: 400,
    zh: '上传中断或格式不对，文件没有收全。请重新上传。',
    en: 'The upload was cut short or is no form; the file did not arrive whole. Send it again.',
  },
  'intake.binary': {
    status: 400,
    zh: '文件 {file} 不是表格文件（第 {position} 个字节是二进制内容）。请导出为 CSV、XLSX 或 JSON Lines。',
    en: 'The file {file} is not a table (binary content at byte {position}). Export it as CSV, XLSX or JSON Lines.',
  },
  'intake.oldExcel': {
    status: 400,
    zh: '文件 {file} 是旧版 XLS 或加密的工作簿。请另存为不加密的 XLSX 后再导入。',
    en: 'The file {file} is an old XLS or an encrypted workbook. Save it as an XLSX without a password.',
  },
  'intake.encoding': {
    status: 400,
    zh: '文件 {file} 的编码既不是 UTF-8 也不是 GB18030（从第 {position} 个字节起无法识别）。请另存为 UTF-8 编码的 CSV。',
    en: 'The file {file} is neither UTF-8 nor GB18030 (unreadable from byte {position}). Save it as CSV in UTF-8.',
  },
  'intake.xlsxBroken': {
    status: 400,
    zh: 'XLSX 文件 {file} 不完整或已损坏：{reason}。请重新导出或重新传输。',
    en: 'The XLSX file {file} is cut off or damaged: {reason}. Export or transfer it again.',
  },
  'intake.noSheet': {
    status: 400,
    zh: '文件 {file} 中没有工作表“{sheet}”。现有工作表：{sheets}。',
    en: 'The file {file} has no sheet "{sheet}". It has: {sheets}.',
  },
  'intake.tooManyColumns': {
    status: 400,
    zh: '文件 {file} 有 {count} 列，最多 {limit} 列。请检查分隔符，或只导出需要的列。',
    en: 'The file {file} has {count} columns, at most {limit} are read. Check the separator, or export only the columns needed.',
  },
  'intake.rowTooLong': {
    status: 400,
    zh: '文件 {file} 第 {row} 行附近有一行超过 {limit} MB，多半是引号没有成对。请检查该行的引号。',
    en: 'Near row {row} of {file} one row exceeds {limit} MB, most likely an unclosed quotation mark. Check the quotes there.',
  },
  'intake.duplicateHeader': {
    status: 400,
    zh: '文件 {file} 的表头重复：“{column}”出现在第 {first} 列和第 {second} 列。请改名或删去其中一列。',
    en: 'The header of {file} repeats "{column}" in columns {first} and {second}. Rename or delete one.',
  },
  'intake.quote': {
    status: 400,
    zh: '文件 {file} 第 {row} 行附近的引号不成对。请检查该行。',
    en: 'Unbalanced quotation marks near row {row} of {file}. Check that row.',
  },
  'intake.mappingNeeded': {
    status: 400,
    zh: '文件 {file} 中找不到“{column}”列，需要先确认列的对应关系。建议：{proposal}。确认后存成 JSON 文件，用 --mapping 指定。',
    en: 'The file {file} has no column "{column}"; its columns must be mapped first. Proposal: {proposal}. Confirm it, save it as a JSON file and pass it with --mapping.',
  },
  'intake.mappingUnknown': {
    status: 400,
    zh: '没有名为“{name}”的对应方案，也没有这个文件。已有方案：{names}。',
    en: 'There is neither a mapping profile nor a file named "{name}". Known profiles: {names}.',
  },
  'intake.mappingInvalid': { status: 400, zh: '对应方案不正确：{reason}', en: 'The mapping is not valid: {reason}' },
  'intake.mappingTarget': {
    status: 400,
    zh: '对应方案不正确：来源 {source} 没有标准列“{column}”。标准列：{columns}。',
    en: 'The mapping is not valid: source {source} has no standard column "{column}". It has: {columns}.',
  },
  'intake.mappingTwice': {
    status: 400,
    zh: '对应方案不正确：“{first}”和“{second}”都对应到标准列“{column}”。每个标准列只能对应一列。',
    en: 'The mapping is not valid: "{first}" and "{second}" both go to "{column}". A standard column takes one column only.',
  },
  'intake.county': {
    status: 400,
    zh: '区划代码 {county} 不正确，应为六位数字。',
    en: 'The county code {county} is not valid; six digits are expected.',
  },
  'intake.importGone': {
    status: 410,
    zh: '上传的文件已过期（保留 {minutes} 分钟），请重新上传。',
    en: 'The uploaded file has expired (kept for {minutes} minutes). Upload it again.',
  },
  'intake.importState': {
    status: 409,
    zh: '这次导入已经开始或结束，不能再次开始。',
    en: 'This import has already been started or finished.',
  },
  'intake.interrupted': {
    status: 500,
    zh: '导入因服务中断而停止，已入库的保留。请重新上传同一文件，重复的行不会重复入库。',
    en: 'The import stopped with the server; what was stored is kept. Upload the same file again: no row is stored twice.',
  },
  'intake.noFile': {
    status: 400,
    zh: '请求中没有文件。请选择一个 CSV、XLSX 或 JSON Lines 文件。',
    en: 'The request holds no file. Choose a CSV, XLSX or JSON Lines file.',
  },
  'intake.referenceKind': {
    status: 400,
    zh: '没有名为“{kind}”的基础数据。可用：{kinds}。',
    en: 'There is no reference data "{kind}". Known kinds: {kinds}.',
  },
  'intake.referenceColumn': {
    status: 400,
    zh: '文件 {file} 缺少“{column}”列。这类基础数据的列：{columns}。',
    en: 'The file {file} lacks the column "{column}". Columns of this kind: {columns}.',
  },
  'intake.referenceValue': {
    status: 400,
    zh: '文件 {file} 第 {row} 行“{column}”的值“{value}”不正确：{reason}',
    en: 'In {file}, row {row}, the value "{value}" of "{column}" is not valid: {reason}',
  },
  'intake.replayFolder': {
    status: 400,
    zh: '目录 {directory} 中没有可重放的文件。文件名应以来源开头，例如 complaint-2023.csv。',
    en: 'The folder {directory} holds no file to replay. File names begin with a source, for instance complaint-2023.csv.',
  },
  'intake.rowRefused': {
    status: 400,
    zh: '这条记录没有保存：{reason}',
    en: 'The record was not stored: {reason}',
  },
  'intake.photoType': {
    status: 415,
    zh: '这个文件不是 JPEG、PNG 或 WebP 照片，或者内容不完整。请重新拍摄或选择照片。',
    en: 'The file is no JPEG, PNG or WebP photo, or it is not complete. Take or choose another.',
  },
  'intake.photoTooLarge': {
    status: 413,
    zh: '照片超过 {limit} MB。请重新拍摄或选择较小的照片。',
    en: 'The photo has more than {limit} MB. Take or choose a smaller one.',
  },
} as const satisfies Record<string, ProblemWords>

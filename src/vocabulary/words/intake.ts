interface RejectWords {
  readonly zh: string
  readonly mend: string
  readonly en: string
  readonly mendEn: string
}

/** Why one row is not stored, and how to mend it; `{name}` is filled in. */
export const rejectWords = {
  numberMissing: {
    zh: '缺少“{column}”',
    mend: '填写“{column}”后重新发送',
    en: '"{column}" is empty',
    mendEn: 'Fill in "{column}" and send the row again',
  },
  numberTooLong: {
    zh: '“{column}”超过 {limit} 个字符或含有换行',
    mend: '核对该列是否对应正确',
    en: '"{column}" exceeds {limit} characters or holds a line break',
    mendEn: 'Check whether the right column is mapped',
  },
  numberRounded: {
    zh: '“{column}”被表格软件当作数字四舍五入，后几位已经丢失',
    mend: '把该列设为文本格式后重新导出',
    en: '"{column}" was rounded by a spreadsheet; its last digits are lost',
    mendEn: 'Format the column as text and export again',
  },
  timeUnreadable: {
    zh: '“{column}”不是可识别的时间',
    mend: '改成 2023-08-01 09:41 的形式',
    en: '"{column}" is not a moment',
    mendEn: 'Write it like 2023-08-01 09:41',
  },
  versionInvalid: {
    zh: '“{column}”不是正整数',
    mend: '改成 1、2、3 …，或留空',
    en: '"{column}" is not a positive whole number',
    mendEn: 'Write 1, 2, 3 … or leave it empty',
  },
  amountUnreadable: {
    zh: '“{column}”不是可识别的数字',
    mend: '只填数字，例如 120000.00',
    en: '"{column}" is not a number',
    mendEn: 'Write digits only, for instance 120000.00',
  },
  cellTooLong: {
    zh: '“{column}”超过 {limit} 个字符',
    mend: '缩短内容，或把附件另行保存',
    en: '"{column}" exceeds {limit} characters',
    mendEn: 'Shorten it, or keep the attachment elsewhere',
  },
  moreCells: {
    zh: '该行的列数多于表头',
    mend: '检查该行多余的分隔符或没有成对的引号',
    en: 'The row has more cells than the header',
    mendEn: 'Look for an extra separator or an unbalanced quotation mark',
  },
  formula: {
    zh: '“{column}”是没有计算结果的公式',
    mend: '在表格软件中打开并保存，或粘贴为数值',
    en: '"{column}" is a formula without a computed value',
    mendEn: 'Open and save the file in a spreadsheet program, or paste values',
  },
  errorCell: {
    zh: '“{column}”是公式错误',
    mend: '改正公式或填写数值',
    en: '"{column}" is a formula error',
    mendEn: 'Mend the formula or enter the value',
  },
  jsonLine: {
    zh: '该行不是一个 JSON 对象',
    mend: '每行写一个形如 {"列名": "值"} 的对象',
    en: 'The line is not a JSON object',
    mendEn: 'Write one object a line: {"column": "value"}',
  },
  conflict: {
    zh: '编号 {number} 的第 {version} 版已经存在，内容不同',
    mend: '内容确有变更时把“{column}”加一',
    en: 'Version {version} of {number} is already stored with other content',
    mendEn: 'If it has changed indeed, raise "{column}" by one',
  },
} as const satisfies Record<string, RejectWords>
export type RejectCode = keyof typeof rejectWords

/** Header of the rejects file. */
export const rejectsHeader = ['文件', '行号', '列', '值（已遮蔽）', '原因', '如何改正'] as const

/** Tail of a preview cell that was cut: how many characters it has. */
export const cellLength = (count: number): string => `…（共 ${count} 字）`

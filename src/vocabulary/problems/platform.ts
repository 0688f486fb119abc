import type { ProblemWords } from '../problems.ts'

export const platformProblems = {
  'platform.notFound': {
    status: 404,
    zh: '没有找到{what}。请核对编号后再查。',
    en: 'No such {what}. Check the number and look again.',
  },
  'platform.invalidRequest': {
    status: 400,
    zh: '请求内容不合要求：{detail}',
    en: 'The request is not valid: {detail}',
  },
  'platform.notUtf8': {
    status: 400,
    zh: '请求内容不是 UTF-8 编码。请改用 UTF-8 后再发。',
    en: 'The body is not UTF-8. Encode it as UTF-8 and send it again.',
  },
  'platform.notJson': {
    status: 400,
    zh: '请求内容不是合格的 JSON。请检查括号、引号和逗号。',
    en: 'The body is not JSON. Check brackets, quotes and commas.',
  },
  'platform.tooDeep': {
    status: 400,
    zh: '请求内容嵌套超过 {levels} 层。请按接口说明的结构发送。',
    en: 'The body is nested deeper than {levels} levels. Send it as the API describes it.',
  },
  'platform.badCharacters': {
    status: 400,
    zh: '请求中有不能保存的字符（空字符或残缺的 Unicode 代理对）。请删去后再发。',
    en: 'The request holds characters that cannot be kept (NUL or half a surrogate pair). Remove them and send it again.',
  },
  'platform.notFinite': {
    status: 400,
    zh: '请求中有过大的数。请改为实际的数值。',
    en: 'A number of the request is too large. Send the real value.',
  },
  'platform.mediaType': {
    status: 415,
    zh: '这个接口只收 {allowed}。请改正 Content-Type。',
    en: 'Only {allowed} is taken here. Correct the Content-Type.',
  },
  'platform.tooLarge': {
    status: 413,
    zh: '请求内容过大（上限 {kilobytes} KB）。请分批发送。',
    en: 'The request is too large (limit {kilobytes} KB). Send it in parts.',
  },
  'platform.badAddress': {
    status: 400,
    zh: '网址不合规则。请从页面上的链接进入，或核对编号。',
    en: 'The address is not valid. Follow a link of the pages, or check the number.',
  },
  'platform.addressTooLong': {
    status: 414,
    zh: '网址过长。请核对编号。',
    en: 'The address is too long. Check the number.',
  },
  'platform.foreignOrigin': {
    status: 403,
    zh: '这个请求来自其他网站，未予办理。请在本系统的页面上操作。',
    en: 'This request came from another site and was not carried out. Use the pages of this system.',
  },
  'platform.tooManyRequests': {
    status: 429,
    zh: '操作过于频繁，请在 {seconds} 秒后再试。',
    en: 'Too many requests. Try again in {seconds} seconds.',
  },
  'platform.tooManyStreams': {
    status: 429,
    zh: '您同时打开的实时页面超过 {limit} 个。请关闭几个后，在 {seconds} 秒后再试。',
    en: 'You have more than {limit} live pages open. Close some, then try again in {seconds} seconds.',
  },
  'platform.conflict': {
    status: 409,
    zh: '{what}已被他人更改，请刷新后再办。',
    en: '{what} was changed by somebody else. Reload, then try again.',
  },
  'platform.internal': {
    status: 500,
    zh: '系统内部出错，已记录（编号 {id}）。请稍后再试，或把编号告诉管理员。',
    en: 'Internal error, logged as {id}. Try again, or give this id to the administrator.',
  },
  'platform.databaseLocale': {
    status: 500,
    zh: '数据库的字符分类不支持中文（show_trgm 为空）。请用 UTF-8 与 C.UTF-8 重建数据库集群。',
    en: "The database's ctype cannot handle Chinese (show_trgm is empty). Create the cluster with UTF-8 and C.UTF-8.",
  },
  'platform.dataDir': {
    status: 500,
    zh: '数据目录 {path} 不能使用：{reason}。请换一个可写的目录（--data-dir）。',
    en: 'The data folder {path} cannot be used: {reason}. Choose a writable one with --data-dir.',
  },
  'platform.portBusy': {
    status: 500,
    zh: '端口 {port} 已被占用。请用 --port 换一个端口。',
    en: 'Port {port} is taken. Choose another one with --port.',
  },
  'platform.cannotListen': {
    status: 500,
    zh: '不能在 {host}:{port} 监听：{reason}。请用 --port 换一个端口，或改正 SUYUAN_HOST。',
    en: 'Cannot listen on {host}:{port}: {reason}. Choose another port with --port, or correct SUYUAN_HOST.',
  },
  'platform.databaseUnreachable': {
    status: 500,
    zh: '连不上数据库：{reason}。请启动数据库，或改正 DATABASE_URL。',
    en: 'The database cannot be reached: {reason}. Start it, or correct DATABASE_URL.',
  },
  'platform.migrationChanged': {
    status: 500,
    zh: '数据库结构 {name} 与本程序的不同。请用建立这份数据的版本，或把数据恢复到新目录。',
    en: "The store's schema {name} differs from this program's. Use the version that made this store, or restore its backup into a new folder.",
  },
  'platform.clockBackwards': {
    status: 400,
    zh: '时钟不能倒拨：现为 {now}，要求 {wanted}。',
    en: 'The clock never runs backwards: it stands at {now}, {wanted} was asked for.',
  },
  'platform.clockInProduction': {
    status: 400,
    zh: '正式环境不能设置演示时钟。',
    en: 'A demonstration clock is refused in production.',
  },
  'platform.configuration': {
    status: 500,
    zh: '配置项 {name} 不正确：{reason}',
    en: 'Configuration {name} is wrong: {reason}',
  },
  'platform.idempotencyReused': {
    status: 422,
    zh: '同一 Idempotency-Key 已用于另一请求，请换一个新的。',
    en: 'This Idempotency-Key was used for another request. Use a new one.',
  },
  'platform.backupDamaged': {
    status: 400,
    zh: '备份文件 {file} 不能使用：{reason}。请换另一份备份。',
    en: 'The backup {file} cannot be used: {reason}. Take another one.',
  },
  'platform.backupNewer': {
    status: 400,
    zh: '备份文件 {file} 由较新的版本 {version} 生成，请先升级程序再恢复。',
    en: 'The backup {file} was made by the newer version {version}. Upgrade the program, then restore.',
  },
  'platform.restoreNotEmpty': {
    status: 400,
    zh: '数据目录 {path} 已有数据。恢复只能写入空目录，请用 --data-dir 指定一个新目录。',
    en: 'The data folder {path} is in use. A restore needs an empty one: name it with --data-dir.',
  },
  'platform.replayFilled': {
    status: 400,
    zh: '这个数据目录已有记录。要接着重放请加 --continue，否则用 --data-dir 换一个空目录。',
    en: 'This store already holds records. Add --continue to go on, or name an empty folder with --data-dir.',
  },
  'platform.alreadySetUp': { status: 400, zh: '这个数据目录已经完成初始设置。', en: 'This store is set up already.' },
  'platform.databaseOld': {
    status: 500,
    zh: '数据库是 PostgreSQL {version}，需要 15 或更高版本。',
    en: 'The database is PostgreSQL {version}; 15 or newer is needed.',
  },
} as const satisfies Record<string, ProblemWords>

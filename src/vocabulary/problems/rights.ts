import type { ProblemWords } from '../problems.ts'

export const rightsProblems = {
  'rights.notFound': {
    status: 404,
    zh: '没有找到这件请求，或者它不在您的办理范围内。',
    en: 'No such request within your reach.',
  },
  'rights.notNow': {
    status: 409,
    zh: '请求 {code} 现为“{state}”，不能{action}。请刷新后再看。',
    en: 'Request {code} is “{state}”: not possible now ({action}). Reload.',
  },
  'rights.missing': { status: 400, zh: '还缺：{what}。', en: 'Still missing: {what}.' },
  'rights.reasonShort': {
    status: 400,
    zh: '不同意或部分同意的，请写明理由（至少 {least} 个字），并让当事人看得懂。',
    en: 'A refusal, whole or in part, needs its reasons ({least} characters or more).',
  },
  'rights.held': {
    status: 409,
    zh: '现在不能销毁：{why}。可以先答复“部分同意”，待事由消失后到期销毁。',
    en: 'Cannot be destroyed now: {why}.',
  },
  'rights.notOwn': {
    status: 409,
    zh: '所选记录不是请求人的，或者已不在这件纠纷中。请刷新后重选。',
    en: 'A record chosen is not the person’s own, or is no longer in this dispute.',
  },
  'rights.column': {
    status: 400,
    zh: '“{column}”不能在此更正。可更正：{allowed}。',
    en: '“{column}” cannot be corrected here. Possible: {allowed}.',
  },
  'rights.sameValue': {
    status: 400,
    zh: '“{column}”更正前后内容相同，没有可更正的。',
    en: 'The corrected value of “{column}” equals the present one.',
  },
  'rights.onlyThere': {
    status: 409,
    zh: '这件纠纷只有所选的记录，没有可以分开的。请核对编码。',
    en: 'The dispute holds nothing but the chosen records: nothing to separate.',
  },
  'rights.copyNotReady': {
    status: 409,
    zh: '这件请求还没有同意，副本不能打开。',
    en: 'The request is not granted: there is no copy yet.',
  },
  'rights.tooMany': {
    status: 409,
    zh: '您已有 {count} 件请求正在办理，请等待答复，或先撤回其中一件。',
    en: '{count} requests are running already.',
  },
  'rights.erased': {
    status: 410,
    zh: '内容已按规定销毁。',
    en: 'The content was destroyed when its period was over.',
  },
} as const satisfies Record<string, ProblemWords>

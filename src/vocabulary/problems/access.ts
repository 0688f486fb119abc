import type { ProblemWords } from '../problems.ts'

export const accessProblems = {
  'access.signInRequired': { status: 401, zh: '请先登录。', en: 'Sign in first.' },
  'access.wrongCredentials': { status: 401, zh: '登录名或密码不正确。', en: 'The login or the password is wrong.' },
  'access.locked': {
    status: 429,
    zh: '连续多次输错，请在 {minutes} 分钟后再试。',
    en: 'Too many wrong attempts. Try again in {minutes} minutes.',
  },
  'access.forbidden': {
    status: 403,
    zh: '您的岗位（{role}）不能{action}。需要时请联系{who}。',
    en: 'Your role ({role}) may not {action}. Ask {who} if you need it.',
  },
  'access.ruleMissing': {
    status: 500,
    zh: '接口 {route} 没有登记权限规则，已拒绝。请联系系统管理员。',
    en: 'The route {route} has no rule of access and is refused. Tell the administrator.',
  },
  'access.wrongCode': {
    status: 401,
    zh: '溯源码、手机号或验证码不正确。',
    en: 'The trace code, phone or one-time code is wrong.',
  },
  'access.stepOver': {
    status: 401,
    zh: '登录步骤已超时或已完成。请重新输入登录名和密码。',
    en: 'This step of signing in is over. Enter login and password again.',
  },
  'access.wrongSecondFactor': {
    status: 401,
    zh: '动态码不正确或已经用过。请等手机显示下一个 6 位码再输入，也可以输入一个没用过的备用码。',
    en: 'The code is wrong or was used before. Wait for the next one, or enter an unused recovery code.',
  },
  'access.wrongFirstCode': {
    status: 401,
    zh: '动态码不正确。请看手机的时间是否准确（设为自动），等显示下一个 6 位码再输入。',
    en: 'The code is wrong. See that the phone keeps the right time, and enter the next code it shows.',
  },
  'access.enrolmentOver': {
    status: 409,
    zh: '二维码已过期。请重新获取二维码，再用手机扫描。',
    en: 'This QR code is over. Ask for a new one and scan it.',
  },
  'access.proofNeeded': {
    status: 403,
    zh: '办理此事前须再次验证身份（{minutes} 分钟内有效）。请输入密码和动态码。',
    en: 'Prove again who you are (good for {minutes} minutes): password and code.',
  },
  'access.proofElsewhere': {
    status: 403,
    zh: '您用统一身份认证登录，没有本系统的密码和动态码。请用统一身份认证再次验证，或在“我的会话”绑定动态码。',
    en: 'You sign in through your provider and have neither password nor code here. Verify there again, or enrol an app under “My sessions”.',
  },
  'access.wrongPassword': { status: 401, zh: '当前密码不正确。', en: 'The current password is wrong.' },
  'access.passwordExpired': {
    status: 401,
    zh: '初始密码已过期。请联系本单位管理员重新发放。',
    en: 'The issued password is over. Ask your administrator for a new one.',
  },
  'access.passwordShort': {
    status: 400,
    zh: '密码至少 {least} 个字符。可以用几个不相干的词，或一句只有自己知道的话。',
    en: 'A password has at least {least} characters. Several unrelated words will do.',
  },
  'access.passwordLong': {
    status: 400,
    zh: '密码最多 {greatest} 个字符，请缩短。',
    en: 'A password has at most {greatest} characters. Shorten it.',
  },
  'access.passwordPersonal': {
    status: 400,
    zh: '密码里不能有自己的登录名或姓名，请换一个。',
    en: 'A password holds neither your login nor your name. Choose another one.',
  },
  'access.passwordCommon': {
    status: 400,
    zh: '这个密码太常见，或出现在已泄露的密码中，容易被猜到。请用几个不相干的词，或一句只有自己知道的话。',
    en: 'This password is common or was leaked. Use several unrelated words.',
  },
  'access.passwordSame': {
    status: 400,
    zh: '新密码与现在的密码相同，请换一个。',
    en: 'The new password is the one in use. Choose another one.',
  },
  'access.noMessages': {
    status: 503,
    zh: '本地还没有开通短信，验证码发不出去。请带身份证到就近的调解窗口查看，或拨打 12345。',
    en: 'No text messages can be sent from here yet. Come to the nearest mediation desk with your ID, or call 12345.',
  },
  'access.oidcOff': {
    status: 404,
    zh: '没有开通统一身份认证，请用登录名和密码登录。',
    en: 'No provider is configured. Sign in with login and password.',
  },
  'access.oidcUnknown': {
    status: 403,
    zh: '统一身份认证通过了，但这个账号还不是本系统的用户。请联系本单位管理员登记，或换一个账号。',
    en: 'The provider knows you, but this account is no officer here. Ask your administrator, or use another account.',
  },
  'access.oidcFailed': {
    status: 502,
    zh: '统一身份认证没有成功。请重试，或用登录名和密码登录。',
    en: 'The provider did not confirm who you are. Try again, or use login and password.',
  },
  'access.exportPurpose': {
    status: 400,
    zh: '正式库导出个人信息须写明目的（--purpose）。',
    en: 'A production store exports personal data only with a purpose (--purpose).',
  },
} as const satisfies Record<string, ProblemWords>

import { words } from '../words.ts'

export const signInWords = words({
  provider: ['用{name}登录', 'Sign in with {name}'],
  or: ['或', 'or'],
  otherAccount: ['换一个账号', 'Use another account'],
  oidcUnknown: [
    '统一身份认证通过了，但这个账号还不是本系统的用户。请联系本单位管理员登记，或换一个账号。',
    'The provider knows you, but this account is no officer here. Ask your administrator, or use another account.',
  ],
  oidcFailed: [
    '统一身份认证没有成功。请重试，或用登录名和密码登录。',
    'The provider did not confirm who you are. Try again, or use login and password.',
  ],
  oidcOff: ['没有开通统一身份认证，请用登录名和密码登录。', 'No provider is configured. Use login and password.'],
  noPost: [
    '您目前没有在岗的岗位，不能登录。请联系本单位管理员。',
    'You hold no post at present and cannot sign in. Ask your administrator.',
  ],
  lockedOut: [
    '连续多次输错，请过一会儿再试，或联系本单位管理员。',
    'Too many wrong attempts. Try again later, or ask your administrator.',
  ],
  waived: [
    '演示账号不要求第二步验证（可在“我的会话”里试用）。正式使用时，每位工作人员都必须绑定动态码。',
    'Demonstration accounts sign in without a second factor (try it under “My sessions”). In real use every officer needs one.',
  ],
  codeTitle: ['第二步：输入动态码', 'Second step: enter the code'],
  codeWhy: [
    '打开手机上的验证器 App，输入“诉源治理”下显示的 6 位码。',
    'Open the authenticator app on your phone and enter the 6 digits it shows.',
  ],
  code: ['动态码', 'Code'],
  codeOrRecovery: ['动态码或备用码', 'Code or recovery code'],
  codeHint: [
    '手机不在身边？输入一个备用码，每个只能用一次。备用码也没有，请联系本单位管理员重置。',
    'No phone at hand? Enter a recovery code; each works once. Without one, ask your administrator for a reset.',
  ],
  goOn: ['继续', 'Continue'],
  restart: ['重新登录', 'Start again'],
  enrolTitle: ['第二步：绑定动态码', 'Second step: enrol an authenticator app'],
  enrolWhy: [
    '只有密码还不够：密码可能被人看到或猜到。绑定后，每次登录还要输入手机上的 6 位码。',
    'A password alone is not enough: it can be seen or guessed. From now on each sign-in also asks for 6 digits from your phone.',
  ],
  enrolScan: [
    '1. 用手机验证器 App（微软 Authenticator、Google Authenticator、Aegis、FreeOTP 等）扫描二维码。',
    '1. Scan the QR code with an authenticator app (Microsoft or Google Authenticator, Aegis, FreeOTP …).',
  ],
  enrolPicture: ['动态码的二维码', 'QR code for the authenticator app'],
  enrolType: ['不能扫描？在 App 里手工输入这串密钥：', 'Cannot scan? Type this key into the app:'],
  enrolCode: ['2. 输入 App 显示的 6 位码', '2. Enter the 6 digits that the app shows'],
  enrolDone: ['绑定', 'Enrol'],
  newPicture: ['换一个二维码', 'New QR code'],
  recoveryTitle: ['请保存备用码', 'Keep your recovery codes'],
  recoveryWhy: [
    '手机丢失或损坏时，用备用码登录，每个只能用一次。这里只显示这一次：请打印或抄下，放在安全的地方，不要存在这台电脑上。',
    'If the phone is lost, sign in with one of these; each works once. They are shown only now: print or write them down and keep them safe, not on this computer.',
  ],
  recoverySaved: ['我已保存好备用码', 'I have kept them safe'],
  passwordTitle: ['最后一步：设置自己的密码', 'Last step: choose your own password'],
  passwordWhy: [
    '现在用的是别人发给您的初始密码，请换成只有自己知道的密码。',
    'The password you used was issued by somebody else. Choose one that only you know.',
  ],
  current: ['当前密码', 'Current password'],
  next: ['新密码', 'New password'],
  nextHint: [
    '至少 12 个字符。几个不相干的词，或一句只有自己知道的话，比大小写加符号更安全；不能有登录名和姓名。',
    'At least 12 characters. Several unrelated words beat letters with symbols; neither your login nor your name.',
  ],
  repeat: ['再输入一次新密码', 'New password again'],
  repeatWrong: ['两次输入的新密码不一样。', 'The two new passwords differ.'],
  changePassword: ['更改密码', 'Change password'],
  passwordChanged: ['密码已更改，其他设备已退出。', 'Password changed; other devices were signed out.'],
  show: ['显示密码', 'Show passwords'],

  mine: ['我的会话', 'My sessions'],
  mineNote: [
    '这里是您的登录：在哪些设备上、第二步验证、密码和最近的登录记录。看到不认识的，请结束它并更改密码。',
    'Your own sign-ins: devices, second factor, password, and what happened lately. End what you do not know, and change your password.',
  ],
  devices: ['登录中的设备', 'Devices signed in'],
  deviceLimits: [
    '每次登录最多 {hours} 小时；{minutes} 分钟无人操作自动退出。',
    'A sign-in lasts at most {hours} hours and ends after {minutes} minutes without a person.',
  ],
  device: ['设备', 'Device'],
  address: ['网络地址', 'Address'],
  since: ['登录时间', 'Since'],
  seen: ['最近操作', 'Last seen'],
  ends: ['到期', 'Ends'],
  act: ['操作', 'Action'],
  thisOne: ['本机', 'this one'],
  end: ['结束', 'End'],
  endOne: ['结束 {device} 上的登录', 'End the sign-in on {device}'],
  endOthers: ['结束其他全部登录', 'End all others'],
  noOthers: ['没有其他登录', 'There is no other one'],
  ended: ['登录已结束。', 'Ended.'],
  factor: ['第二步验证', 'Second factor'],
  factorOn: ['已绑定动态码（{time}）', 'An authenticator app is enrolled ({time})'],
  factorOff: ['未绑定动态码', 'No authenticator app is enrolled'],
  factorOffDemo: [
    '演示账号可以不绑定。绑定后，用这个账号登录也要输入动态码。',
    'Demonstration accounts need none. Once enrolled, this account asks for the code as well.',
  ],
  codesLeft: ['备用码还剩 {n} 个', '{n} recovery codes left'],
  codesFew: ['快用完了，请重新生成。', 'Nearly used up: make new ones.'],
  enrolNow: ['绑定动态码', 'Enrol an app'],
  enrolAnew: ['换手机，重新绑定', 'New phone: enrol anew'],
  renewCodes: ['重新生成备用码', 'New recovery codes'],
  enrolled: ['动态码已绑定。', 'The app is enrolled.'],
  passwordPanel: ['密码', 'Password'],
  noPassword: [
    '您用统一身份认证登录，没有本系统的密码。',
    'You sign in through your provider and have no password here.',
  ],
  events: ['最近记录', 'What happened lately'],
  noEvents: ['还没有记录。', 'Nothing yet.'],
  when: ['时间', 'When'],
  what: ['事项', 'What'],

  proveWithProvider: ['用{name}再次验证', 'Prove again with {name}'],

  unsent: ['短信发送', 'Text messages'],
  unsentNone: ['没有等待或未送达的短信。', 'No message waits or failed.'],
  unsentNote: [
    '这里只列等待发送和没有送达的短信；号码已遮盖，不显示内容。',
    'Only messages that wait or did not leave; numbers are masked, texts are not shown.',
  ],
  unsentWayNone: [
    '还没有设置短信网关：验证码发不出去，当事人不能登录。请设置 SUYUAN_SMS_URL（见 docs/operate.md）。',
    'No text-message gateway is set: codes cannot leave and parties cannot sign in. Set SUYUAN_SMS_URL (docs/operate.md).',
  ],
  unsentState: ['状态', 'State'],
  unsentWaiting: ['等待发送', 'waiting'],
  unsentFailed: ['未送达', 'failed'],
  unsentAttempts: ['次数', 'Attempts'],
  unsentFailure: ['原因', 'Reason'],
})

export const eventWords: Readonly<Record<string, string>> = words({
  signedIn: ['登录', 'Signed in'],
  refused: ['密码输错', 'Wrong password'],
  codeRefused: ['动态码输错', 'Wrong code'],
  locked: ['连续输错，暂时锁定', 'Locked for a while after failures'],
  recoveryCodeUsed: ['用了一个备用码', 'Used a recovery code'],
  enrolled: ['绑定动态码', 'Enrolled an app'],
  codesRenewed: ['重新生成备用码', 'New recovery codes'],
  passwordChanged: ['更改密码', 'Changed the password'],
  passwordIssued: ['管理员发放初始密码', 'Password issued by the administrator'],
  factorReset: ['管理员重置第二步验证', 'Second factor reset by the administrator'],
  sessionEnded: ['结束其他登录', 'Ended another sign-in'],
})

const browserWords: Readonly<Record<string, string>> = words({
  wechat: ['微信', 'WeChat'],
  dingtalk: ['钉钉／浙政钉', 'DingTalk'],
  edge: ['Edge', 'Edge'],
  firefox: ['Firefox', 'Firefox'],
  chrome: ['Chrome 类浏览器', 'Chrome family'],
  safari: ['Safari', 'Safari'],
  other: ['其他程序', 'other program'],
})
const systemWords: Readonly<Record<string, string>> = words({
  harmony: ['鸿蒙', 'HarmonyOS'],
  android: ['安卓', 'Android'],
  ios: ['苹果手机或平板', 'iPhone or iPad'],
  windows: ['Windows', 'Windows'],
  macos: ['苹果电脑', 'Mac'],
  linux: ['Linux', 'Linux'],
  other: ['其他系统', 'other system'],
})

export const deviceName = (device: { readonly browser: string; readonly system: string }): string =>
  `${browserWords[device.browser] ?? device.browser} · ${systemWords[device.system] ?? device.system}`

/** What the address of the page says after a provider sent somebody back without success. */
export const refusedWords: Readonly<Record<string, string>> = {
  oidcUnknown: signInWords.oidcUnknown,
  oidcFailed: signInWords.oidcFailed,
  oidcOff: signInWords.oidcOff,
  locked: signInWords.lockedOut,
  'staff.noPost': signInWords.noPost,
}

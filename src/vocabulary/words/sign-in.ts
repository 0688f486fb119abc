/** The text message that carries a one-time code; gateways with a template of their own fill in the code alone. */
export const oneTimeCodeText = (code: string, minutes: number): string =>
  `【诉源治理】验证码 ${code}，${minutes} 分钟内有效。请勿告诉他人，工作人员不会向您索要。`

/** The name under which an authenticator app lists the account. */
export const authenticatorIssuer = (county: string): string => `诉源治理 ${county}`

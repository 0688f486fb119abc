/** Type words of court case numbers: （2023）浙0681民初1234号. Source: 法〔2015〕137号, as far as seen; unverified. */
const firstInstanceNumber = /民初/
const otherNumber = /民终|民申|民再|民特|民督|民辖|民撤|刑|行初|行终|行审|执|财保|诉前调|引调|破|赔|司惩/
const firstInstanceProcedure = /一审|简易|普通|小额/

/** A civil case of first instance: what the litigation rate counts. Pre-suit mediation numbers (诉前调) are none. */
export function isFirstInstanceCivil(number: string, procedure: string): boolean {
  if (firstInstanceNumber.test(number)) return true
  if (otherNumber.test(number)) return false
  return firstInstanceProcedure.test(procedure) && !/二审|再审|执行/.test(procedure)
}

/** 是, 1, true … in a yes-or-no column. */
export function isYes(text: string): boolean {
  return /^(是|有|1|y|yes|true|√)$/i.test(text.trim())
}

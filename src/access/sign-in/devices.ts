import type { FastifyRequest } from 'fastify'

/** Families only: enough to recognise the own phone in a list, too little to follow a person by. */
export type BrowserFamily = 'wechat' | 'dingtalk' | 'edge' | 'firefox' | 'chrome' | 'safari' | 'other'
export type SystemFamily = 'harmony' | 'android' | 'ios' | 'windows' | 'macos' | 'linux' | 'other'

export interface Device {
  readonly address: string
  readonly browser: BrowserFamily
  readonly system: SystemFamily
}

/** Order matters: nearly every browser also calls itself Chrome and Safari. */
const browserMarks: readonly (readonly [RegExp, BrowserFamily])[] = [
  [/MicroMessenger/i, 'wechat'],
  [/DingTalk|TaurusApp/i, 'dingtalk'],
  [/Edg(e|A|iOS)?\//, 'edge'],
  [/Firefox\/|FxiOS\//, 'firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'chrome'],
  [/Safari\//, 'safari'],
]
const systemMarks: readonly (readonly [RegExp, SystemFamily])[] = [
  [/HarmonyOS|OpenHarmony/i, 'harmony'],
  [/Android/, 'android'],
  [/iPhone|iPad|iPod/, 'ios'],
  [/Windows/, 'windows'],
  [/Mac OS X|Macintosh/, 'macos'],
  [/Linux|X11/, 'linux'],
]

/** Browser and system family of a User-Agent header. Pure; anything unknown is `other`. */
export function familiesOf(userAgent: string): { browser: BrowserFamily; system: SystemFamily } {
  const found = <Family>(marks: readonly (readonly [RegExp, Family])[], otherwise: Family): Family =>
    marks.find(([mark]) => mark.test(userAgent))?.[1] ?? otherwise
  return { browser: found(browserMarks, 'other'), system: found(systemMarks, 'other') }
}

export function deviceOf(request: FastifyRequest): Device {
  return { address: request.ip, ...familiesOf(request.headers['user-agent'] ?? '') }
}

export const unknownDevice: Device = { address: '', browser: 'other', system: 'other' }

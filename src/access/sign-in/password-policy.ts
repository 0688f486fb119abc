import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { Problem } from '../../platform/problem.ts'

const passwordLength = { least: 12, greatest: 200 } as const
/** zxcvbn's scale: 3 and 4 take more than 10^8 guesses; with argon2id and the lock that is years. */
const leastScore = 3
/** Beyond this many characters the estimate only costs time: what comes before decides. */
const estimated = 64
/** What everybody here would try first, in addition to the list of leaked passwords. */
const localWords = ['admin', 'administrator', 'suyuan', 'zhuji', 'fengqiao', 'shaoxing', 'zhejiang', 'zonghezhili']

export type Weakness = 'short' | 'long' | 'personal' | 'common'

let estimator: Promise<ZxcvbnFactory> | undefined

/** The list of leaked passwords is large; a program that sets none does not load it. It comes with the package: no network. */
function loadEstimator(): Promise<ZxcvbnFactory> {
  estimator ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([core, common]) =>
      new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs, maxLength: estimated }),
  )
  return estimator
}

/** One form of the same characters on every keyboard (NIST SP 800-63B 3.1.1.2: normalise before hashing). */
export const normalPassword = (password: string): string => password.normalize('NFKC')

const leastPersonal = 2

/**
 * Why `password` may not be used by the officer with this login and name, or null. Length is counted in characters (a Chinese
 * sentence will do); no rules on kinds of characters, as they only make people write passwords down.
 */
export async function weaknessOf(
  password: string,
  officer: { readonly login: string; readonly name: string },
): Promise<Weakness | null> {
  const text = normalPassword(password)
  const length = [...text].length
  if (length < passwordLength.least) return 'short'
  if (length > passwordLength.greatest) return 'long'
  const folded = text.toLowerCase()
  const personal = [officer.login, officer.name]
    .map((own) => own.normalize('NFKC').toLowerCase().trim())
    .filter((own) => [...own].length >= leastPersonal)
  if (personal.some((own) => folded.includes(own))) return 'personal'
  const { score } = (await loadEstimator()).check(folded.slice(0, estimated), [...personal, ...localWords])
  return score < leastScore ? 'common' : null
}

const codes = {
  short: 'access.passwordShort',
  long: 'access.passwordLong',
  personal: 'access.passwordPersonal',
  common: 'access.passwordCommon',
} as const

/** Throws access.passwordShort, …Long, …Personal or …Common, each with what to do. */
export async function assertPassword(
  password: string,
  officer: { readonly login: string; readonly name: string },
): Promise<void> {
  const weakness = await weaknessOf(password, officer)
  if (weakness) throw new Problem(codes[weakness], { least: passwordLength.least, greatest: passwordLength.greatest })
}

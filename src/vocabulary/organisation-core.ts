import { divisionPrefixes, organisationForms } from './lexicon-organisations.ts'

const forms = organisationForms
  .split(' ')
  .filter((form) => form !== '')
  .sort((one, other) => other.length - one.length)
const prefixes = divisionPrefixes
  .split(' ')
  .filter((prefix) => prefix !== '')
  .sort((one, other) => other.length - one.length)

/**
 * What stays of an organisation's name when it is written shorter or longer: without division before and legal form
 * behind (诸暨市某某建筑有限公司, 某某建筑). Two characters at least remain.
 */
export function organisationCore(name: string): string {
  let core = name.normalize('NFKC').replace(/[\s()·.,，。]/g, '')
  for (let changed = true; changed; ) {
    changed = false
    for (const form of forms) {
      const plain = form.replace(/[()]/g, '')
      if (core.endsWith(plain) && core.length - plain.length >= 2) {
        core = core.slice(0, -plain.length)
        changed = true
      }
    }
    for (const prefix of prefixes)
      if (core.startsWith(prefix) && core.length - prefix.length >= 2) {
        core = core.slice(prefix.length)
        changed = true
      }
  }
  return core
}

/** Written out with its legal form, as registers do. */
export function isFullName(name: string): boolean {
  return forms.some((form) => name.endsWith(form)) && name.length >= 6
}

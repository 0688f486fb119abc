import { parseCreditCode, parseIdNumber, parsePhone } from '../vocabulary/identity.ts'

export interface DocumentNumber {
  readonly kind: 'idNumber' | 'creditCode' | 'other'
  readonly normal: string
  readonly valid: boolean
}

/** What a cell of a document column holds; null when masked or too short to tell anybody apart. A bad check digit is kept, marked. */
export function readDocument(folded: string): DocumentNumber | null {
  const value = folded.replace(/[\s\-—.·]/g, '')
  if (value.length < 6 || value.length > 30 || /[*某?X]{3}/.test(value) || value.includes('*')) return null
  const id = parseIdNumber(value)
  if (id) return { kind: 'idNumber', normal: id.normal, valid: true }
  const credit = parseCreditCode(value)
  if (credit) return { kind: 'creditCode', normal: credit, valid: true }
  if (/^[1-9]\d{16}[\dX]$/.test(value)) return { kind: 'idNumber', normal: value, valid: false }
  if (/^[0-9A-Z]{18}$/.test(value)) return { kind: 'creditCode', normal: value, valid: false }
  return { kind: 'other', normal: value, valid: false }
}

/** Numbers of services: they reach an office, not a person, and tell nobody apart. */
const servicePhone = /^(?:1[012]\d|12\d{3}|9[56]\d{3,6}|400\d{7}|800\d{7}|100\d{2})$/

/** A phone number in its compared form, or null when it is masked, wrong or a service. */
export function readPhone(folded: string): string | null {
  if (folded.includes('*') || servicePhone.test(folded.replace(/\D/g, ''))) return null
  const phone = parsePhone(folded)
  return phone && phone.kind !== 'service' ? phone.normal : null
}

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rolesPage } from '../../../tools/matrix.ts'
import type { Role } from '../../vocabulary/roles.ts'
import { representationRefusal, type WantedRepresentation } from './representation.ts'
import { type AgencyNode, agencyListFault, periodOfDays, postRefusal, rolesInCell } from './staff.ts'

const row = (code: string, kind: string, parentCode: string | null = null) => ({ code, kind, parentCode })

describe('a list of agencies', () => {
  it('is refused with the row that closes a ring, names an unknown parent or kind, or repeats a code', () => {
    const stored: AgencyNode[] = [{ code: 'ZX', kind: 'centre', parentCode: null }]
    expect(
      agencyListFault([row('A', '镇街', 'ZX'), row('A1', 'village', 'A'), row('G', '网格', 'A1')], stored),
    ).toBeNull()
    expect(
      agencyListFault([row('A', 'town', 'B'), row('B', 'town', 'C'), row('C', 'town', 'A')], stored),
    ).toMatchObject({
      index: 0,
      column: 'parentCode',
      reason: '上下级成环：A → B → C → A',
    })
    expect(agencyListFault([row('A', 'town', 'ZX'), row('B', 'town', 'Z')], stored)).toMatchObject({ index: 1 })
    expect(agencyListFault([row('A', 'town'), row('A', 'town')], stored)).toMatchObject({ index: 1, column: 'code' })
    expect(agencyListFault([row('A', 'townn')], stored)).toMatchObject({ index: 0, column: 'kind' })
    // What the store has under the same code is replaced: the ring goes through a stored agency.
    expect(agencyListFault([row('ZX', 'centre', 'A'), row('A', 'town', 'ZX')], stored)).toMatchObject({ index: 0 })
    expect(agencyListFault([row('G', 'grid', 'ZX')], stored)?.reason).toBe('网格的上级应为：村社、镇街')
  })

  it('is accepted exactly when every way up ends (any tree, any ring)', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(11), { minLength: 1, maxLength: 12 }), (parents) => {
        const rows = parents.map((parent, index) =>
          row(`a${index}`, 'town', parent < parents.length ? `a${parent}` : null),
        )
        const ends = rows.every((_, index) => {
          let at = index
          for (let step = 0; step <= parents.length; step++) {
            const next = parents[at]!
            if (next >= parents.length) return true
            at = next
          }
          return false
        })
        expect(agencyListFault(rows, []) === null).toBe(ends)
      }),
    )
  })
})

describe('posts', () => {
  const post = (role: Role, since: string, until: string | null) => ({
    id: role,
    agencyId: 'a',
    role,
    absenceId: null,
    ...periodOfDays(since, until),
  })
  it('keeps duties apart only while both last', () => {
    const wanted = { role: 'auditor' as Role, agencyKind: 'department' as const, ...periodOfDays('2023-08-01', null) }
    expect(postRefusal(wanted, [post('administrator', '2023-01-01', null)])).toBe('同一人不能兼任审计员与系统管理员')
    expect(postRefusal(wanted, [post('administrator', '2023-01-01', '2023-07-31')])).toBeNull()
    expect(postRefusal({ ...wanted, role: 'judge' }, [])).toBe('法官不能任职于主管部门')
  })
  it('reads roles of a cell by key or Chinese name, whatever stands in it', () => {
    expect(rolesInCell('镇街干部；leader、镇街干部')).toEqual({ roles: ['townCadre', 'leader'] })
    expect(rolesInCell('operator;god')).toEqual({ unknown: 'god' })
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (cell) => void rolesInCell(cell)))
    fc.assert(
      fc.property(fc.constantFrom('toString', '__proto__', 'constructor'), (cell) => 'unknown' in rolesInCell(cell)),
    )
  })
})

describe('who may act for a party', () => {
  const now = new Date('2023-08-01T09:00:00+08:00')
  const base: WantedRepresentation = {
    kind: 'agent',
    partyKind: 'person',
    whole: false,
    evidenceKind: 'powerOfAttorney',
    special: false,
    conflict: false,
    since: now,
    until: new Date('2023-12-31T00:00:00+08:00'),
    by: 'officer',
    phoneOf: null,
  }
  it.each([
    [{}, null],
    [{ by: 'representative' }, '代理人不能再转委托，须由当事人本人授权'],
    [{ by: 'party' }, '委托代理人须持证明材料由工作人员登记，本人在线只能授权委托代理人'],
    [{ by: 'party', evidenceKind: 'ownStatement' }, null],
    [{ kind: 'guardian', evidenceKind: 'householdRegister', phoneOf: 'represented' }, null],
    [{ phoneOf: 'represented' }, '此手机号就是当事人本人的号码'],
    [{ phoneOf: 'another' }, '此手机号属于本纠纷的另一方当事人'],
    [{ kind: 'legalRepresentative', evidenceKind: 'businessLicence' }, '法定代表人只适用于单位'],
    [{ until: new Date('2029-01-01') }, '一次授权最长三年，到期可重新登记'],
    [{ until: new Date('2023-07-31'), since: new Date('2023-07-01') }, '截止日已过'],
  ] as const)('%o → %s', (change, reason) => {
    expect(representationRefusal({ ...base, ...(change as Partial<WantedRepresentation>) }, now)).toBe(reason)
  })
})

it('docs/roles.md is what the table of rules says (npx tsx tools/matrix.ts writes it)', () => {
  expect(readFileSync('docs/roles.md', 'utf8')).toBe(rolesPage())
})

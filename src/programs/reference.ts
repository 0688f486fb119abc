import { storeAgencies, storeOfficers } from '../access/commands.ts'
import type { ScopedTx } from '../access/scope.ts'
import { recordChanges } from '../access/staff/events.ts'
import { periodOfDays } from '../access/staff/staff.ts'
import { importReference, type ReferenceApplier } from '../intake/reference.ts'
import { append } from '../ledger/commands.ts'
import type { Services } from '../platform/services.ts'
import type { ReferenceKind } from '../vocabulary/reference-kinds.ts'
import { staffReasons } from '../vocabulary/words/staff.ts'

/** 起 and 止 are days, both included. */
const period = (row: Readonly<Record<string, string | undefined>>) => periodOfDays(row.起 || null, row.止 || null)

/** One line of who loaded which list, and its entry in the ledger. */
async function noteList(tx: ScopedTx, list: 'agencies' | 'officers', rows: number): Promise<void> {
  await recordChanges(tx, append, async ({ note }) =>
    note({
      kind: 'list.imported',
      subjectKind: list === 'agencies' ? 'agency' : 'officer',
      subject: tx.context.id(),
      reason: staffReasons.imported(rows),
      data: { list, rows },
    }),
  )
}

const agencies: ReferenceApplier = async (tx, rows) => {
  await storeAgencies(
    tx,
    rows.map(({ row, line }) => ({
      code: row.机构编码!,
      name: row.名称!,
      kind: row.类别!,
      place: row.区划代码 || null,
      parentCode: row.上级机构编码 || null,
      ...period(row),
      row: line,
    })),
  )
  await noteList(tx, 'agencies', rows.length)
}

const officers: ReferenceApplier = async (tx, rows) => {
  await storeOfficers(
    tx,
    rows.map(({ row, line }) => ({
      login: row.登录名!,
      name: row.姓名!,
      agencyCode: row.机构编码!,
      roles: row
        .角色!.split(/[;；、,]/)
        .map((role) => role.trim())
        .filter(Boolean),
      phone: row.手机 || null,
      title: row.任职岗位 || null,
      head: row.负责人 ? row.负责人 === '是' : null,
      ...period(row),
      row: line,
    })),
  )
  await noteList(tx, 'officers', rows.length)
}

/** Kinds whose rows live in tables of another room. */
const appliers: Readonly<Partial<Record<ReferenceKind, ReferenceApplier>>> = { agencies, officers }

export async function loadReference(services: Services, kind: string, file: string, county?: string) {
  return importReference(services, { kind, file, county }, appliers)
}

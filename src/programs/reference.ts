import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { importReference, type ReferenceApplier } from '../intake/reference.ts'
import type { Services } from '../platform/services.ts'
import type { ReferenceKind } from '../vocabulary/reference-kinds.ts'

const agencies: ReferenceApplier = async (tx, rows) => {
  await storeAgencies(
    tx,
    rows.map(({ row }) => ({
      code: row.机构编码!,
      name: row.名称!,
      kind: row.类别!,
      place: row.区划代码 || null,
      parentCode: row.上级机构编码 || null,
    })),
  )
}

const officers: ReferenceApplier = async (tx, rows) => {
  await storeOfficers(
    tx,
    rows.map(({ row }) => ({
      login: row.登录名!,
      name: row.姓名!,
      agencyCode: row.机构编码!,
      roles: row
        .角色!.split(/[;；、,]/)
        .map((role) => role.trim())
        .filter(Boolean),
      phone: row.手机 || null,
    })),
  )
}

/** Kinds whose rows live in tables of another room. */
const appliers: Readonly<Partial<Record<ReferenceKind, ReferenceApplier>>> = { agencies, officers }

export async function loadReference(services: Services, kind: string, file: string, county?: string) {
  return importReference(services, { kind, file, county }, appliers)
}

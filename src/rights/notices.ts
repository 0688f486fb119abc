import type { PartyScope } from '../access/requests.ts'
import type { ScopedTx } from '../access/scope.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'

interface NoticeRow {
  readonly id: string
  readonly kind: 'officer' | 'agency' | 'party'
  readonly code: string
  readonly other: string | null
  readonly records: number
  readonly seenAt: Date | null
  readonly at: Date
  readonly readAt: Date | null
}

const columns = `id, recipient_kind as kind, trace_code as code, other_trace_code as other, records, seen_at as "seenAt", sent_at as at, read_at as "readAt"`

/** The newest corrections that concern the officer or the own agency: what was seen and is no longer so. */
export async function readNotices(tx: ScopedTx) {
  if (tx.scope.kind !== 'officer') return { items: [], unread: 0 }
  const { rows } = await tx.query<NoticeRow>(
    `select ${columns} from rights.notice where county = $1 and recipient in ($2, $3) and recipient_kind <> 'party'
     order by sent_at desc, id desc limit 100`,
    [tx.county, tx.scope.officerId, tx.scope.agencyId],
  )
  const items = rows.map((row) => ({
    id: row.id,
    at: localTime(row.at),
    text: rightsWords.notice[row.kind === 'agency' ? 'agency' : 'officer'](row.code, row.other ?? '', row.records),
    traceCode: row.code,
    seenAt: row.seenAt && localTime(row.seenAt),
    readAt: row.readAt && localTime(row.readAt),
  }))
  return { items, unread: items.filter((item) => item.readAt === null).length }
}

export async function markRead(tx: ScopedTx, id: string): Promise<void> {
  await tx.query('update rights.notice set read_at = $3 where county = $1 and id = $2 and read_at is null', [
    tx.county,
    id,
    tx.context.now(),
  ])
}

/** The same for a person, in the words of the message. */
export async function readPartyNotices(tx: ScopedTx, party: PartyScope): Promise<{ at: string; text: string }[]> {
  const { rows } = await tx.query<NoticeRow>(
    `select ${columns} from rights.notice where county = $1 and recipient_kind = 'party' and recipient = $2 order by sent_at desc`,
    [tx.county, party.partyId],
  )
  return rows.map((row) => ({
    at: localTime(row.at),
    text:
      row.other === party.traceCode
        ? rightsWords.notice.partyMoved(party.traceCode)
        : rightsWords.notice.party(party.traceCode),
  }))
}

import { createHash } from 'node:crypto'
import type { ScopedTx } from '../access/scope.ts'
import { readMoment } from '../intake/dates.ts'
import type { IntakeRecord } from '../intake/record.ts'
import { blindCached, storedReading } from '../reading/commands.ts'
import { fold, foldNumber } from '../reading/fold.ts'
import type { Reading } from '../reading/schema.ts'
import { sourceTable } from '../vocabulary/sources.ts'
import type { LinkItem } from './item.ts'

const caseNumber = /\(20\d{2}\)[\u4e00-\u9fa5A-Z0-9]{2,14}?\d{1,6}号/g
/** Numbers shorter than this (1, 007) repeat between suppliers and name nothing. */
const shortestNumber = 3
const mostPairs = 12

/** Tells records of one moment apart, the same way whenever they come. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16)

/** Hashed keys and facts of one record: what the walk may see. */
export function linkItem(tx: ScopedTx, record: IntakeRecord, reading: Reading): LinkItem {
  const stored = storedReading(tx, record, reading)
  const transaction = record.source === 'contract' || record.source === 'repayment'
  const number = (kind: string, value: string) => blindCached(tx.keys, kind, foldNumber(value))
  const own = foldNumber(record.number)
  const keys = new Set<string>()
  const related = new Set(record.relatedNumbers.map(foldNumber))
  for (const column of sourceTable[record.source].textColumns) {
    const cell = record.row[column]
    if (cell?.includes('号'))
      for (const match of fold(cell)
        .replace(/[〔【[]/g, '(')
        .replace(/[〕】\]]/g, ')')
        .matchAll(caseNumber))
        related.add(foldNumber(match[0]))
  }
  related.delete(own)
  const named = [...related].filter((value) => value.length >= shortestNumber)
  let contracts: string[] = []
  if (transaction) {
    const contract =
      record.source === 'contract' ? record.number : (record.row['合同编号'] ?? record.number.replace(/-\d+$/, ''))
    contracts = [number('ht', contract)]
    keys.add(contracts[0]!)
  } else {
    contracts = named.map((value) => number('ht', value))
    if (own.length >= shortestNumber) keys.add(number('no', own))
    for (const value of named) keys.add(number('rf', value))
    if (stored.house) keys.add(stored.house)
    const claimants = stored.groups.filter((group) => group.side === 'claimant' && group.atom !== null)
    const respondents = stored.groups.filter((group) => group.side === 'respondent' && group.atom !== null)
    let pairs = 0
    for (const claimant of claimants)
      for (const respondent of respondents)
        if (pairs++ < mostPairs)
          keys.add(blindCached(tx.keys, 'nn', [claimant.atom!, respondent.atom!].sort().join('|')))
  }
  const closing = sourceTable[record.source].closedColumn
  const closed = closing && record.row[closing] ? readMoment(record.row[closing]) : null
  return {
    recordId: record.id,
    source: record.source,
    groups: stored.groups.map((group) => ({
      group: group.group,
      side: group.side,
      kind: group.kind,
      mentionId: group.mentionId,
      keys: group.keys,
      display: group.display,
      fromText: group.fromText,
    })),
    contribution: {
      recordId: record.id,
      sequence: record.sequence,
      source: record.source,
      type: reading.type,
      typeProbability: Math.fround(reading.typeProbability),
      town: record.town,
      site: record.sealed ? null : reading.site,
      sealed: record.sealed,
      domesticViolence: reading.cues.some((cue) => cue.kind === 'domesticViolence'),
      occurredAt: record.occurredAt,
      closedAt: closed?.at ?? null,
      keys: [...keys],
      ordinal: `${record.occurredAt.toISOString()} ${record.source} ${digest(`${record.supplier}|${record.number}`)}`,
    },
    named: named.map((value) => number('no', value)),
    contracts,
    house: stored.house,
  }
}

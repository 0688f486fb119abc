import { createHash } from 'node:crypto'
import { type DetectedRead, detectors, findAll, type Hour, type NewFinding } from '../src/audit/detectors.ts'

/**
 * A month of reading in one county's offices, made from a seed: a model, not an observation. Ordinary officers open files
 * in office hours, some on busy days; the centre and the police station keep a night desk. Into it are planted reads that a
 * detector should find. The generator knows which is which.
 */
export interface OfficeMonth {
  readonly officers: number
  /** Findings about ordinary reads, by detector. */
  readonly falseAlarms: Readonly<Record<string, number>>
  readonly planted: Readonly<Record<string, number>>
  readonly found: Readonly<Record<string, number>>
}

const hour = 3_600_000
const day = 24 * hour

/** Uniform numbers in [0, 1) from a seed: SHA-256 in counter mode. */
function draws(seed: string): () => number {
  let count = 0
  return () => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE(0) / 2 ** 32
}

export function officeMonth(seed: string, officers = 120): OfficeMonth {
  const draw = draws(seed)
  const start = Date.parse('2023-08-01T00:00:00+08:00')
  const reads: DetectedRead[] = []
  let next = 0
  const open = (officer: string, at: number, dispute = `d${Math.floor(draw() * 20_000)}`): void =>
    void reads.push({
      id: `r${next++}`,
      at: new Date(at),
      officerId: officer,
      agencyId: `a${officer}`,
      kind: 'dispute',
      disputeId: dispute,
      listed: 0,
      result: 'shown',
      breakGlass: false,
    })
  const planted: Record<string, number> = { bulk: 0, night: 0 }
  const marked = new Set<string>()
  for (let date = 0; date < 31; date++) {
    const midnight = start + date * day
    const weekday = new Date(midnight + 8 * hour).getUTCDay()
    for (let number = 0; number < officers; number++) {
      const officer = `o${number}`
      if (weekday !== 0 && weekday !== 6)
        for (let at = 8; at < 18; at++) {
          // Median four files an hour, a fifth of the hours three times as busy, rarely a stack of thirty before a meeting.
          const busy = draw()
          const files = Math.floor((busy > 0.995 ? 30 : busy > 0.8 ? 12 : 4) * (0.5 + draw()))
          for (let file = 0; file < files; file++) open(officer, midnight + at * hour + draw() * hour)
        }
      // Two desks of ten keep the night: an entry now and then, and they open what it concerns.
      if (number % 60 === date % 60 || number % 60 === (date + 7) % 60)
        for (let call = 0; call < Math.floor(draw() * 5); call++) open(officer, midnight + (21 + draw() * 3) * hour)
      // Overtime: one file, now and then two.
      if (draw() > 0.98)
        for (let file = 0; file <= Math.floor(draw() * 2); file++) open(officer, midnight + (21 + draw() * 2) * hour)
    }
    // Planted: somebody copies sixty files in half an hour; somebody opens eight at two in the morning.
    const copier = `o${Math.floor(draw() * officers)}`
    for (let file = 0; file < 60; file++) open(copier, midnight + 14 * hour + draw() * (hour / 2))
    marked.add(`bulk ${copier} ${midnight}`)
    planted.bulk!++
    const sleepless = `o${Math.floor(draw() * officers)}`
    for (let file = 0; file < 8; file++) open(sleepless, midnight + 2 * hour + draw() * hour)
    marked.add(`night ${sleepless} ${midnight}`)
    planted.night!++
  }
  reads.sort((a, b) => a.at.getTime() - b.at.getTime())
  const findings = new Map<string, NewFinding>()
  let first = 0
  for (let to = start + hour; to <= start + 31 * day + 7 * hour; to += hour) {
    while (first < reads.length && reads[first]!.at.getTime() < to - 10 * hour) first++
    const window: DetectedRead[] = []
    for (let at = first; at < reads.length && reads[at]!.at.getTime() < to; at++) window.push(reads[at]!)
    const judged: Hour = {
      from: new Date(to - hour),
      to: new Date(to),
      reads: window,
      near: [],
      shared: [],
      exports: [],
    }
    for (const finding of findAll(judged)) findings.set(`${finding.detector} ${finding.key}`, finding)
  }
  const falseAlarms: Record<string, number> = Object.fromEntries(Object.keys(detectors).map((name) => [name, 0]))
  const found: Record<string, number> = { bulk: 0, night: 0 }
  for (const finding of findings.values()) {
    const midnight = Math.floor((finding.to.getTime() + 8 * hour) / day) * day - 8 * hour
    const mark = `${finding.detector} ${finding.officerId} ${midnight}`
    if (marked.delete(mark)) found[finding.detector]!++
    else falseAlarms[finding.detector]!++
  }
  return { officers, falseAlarms, planted, found }
}

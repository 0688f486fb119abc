import type { ScopedTx } from '../../access/scope.ts'
import { newRecordKey, seal, unseal, unsealText, unwrapRecordKey } from '../../access/seal.ts'
import { checkedPhoto } from '../../intake/actions.ts'
import type { PhotoType } from '../../intake/schema.ts'
import { append } from '../../ledger/commands.ts'
import { Problem } from '../../platform/problem.ts'
import { alertStates } from '../../vocabulary/states.ts'
import { identityKept, notFoundVerification, otherTown } from '../../vocabulary/words/tasks.ts'
import { readAlertRow, readDomesticViolence } from '../../warning/queries.ts'
import type { AnswerVerification, AskVerification, Finding, Verification } from './schema.ts'

const day = 86_400_000
/** What a worker wrote and photographed is needed while the alert is handled; the finding itself stays. */
const keptDays = 180
const notePlace = (id: string): string => `tasks.verification|note|${id}`
const photoPlace = (id: string): string => `tasks.verification|photo|${id}`
const officerName = (tx: ScopedTx): string => (tx.scope.kind === 'officer' ? tx.scope.name : '')

interface Stored {
  readonly id: string
  readonly alertId: string
  readonly alertCode: string
  readonly town: string
  readonly question: string
  readonly askedAt: Date
  readonly askedBy: string
  readonly wrapped: Buffer | null
  readonly finding: Finding | null
  readonly note: Buffer | null
  readonly hasPhoto: boolean
  readonly answeredAt: Date | null
  readonly answeredBy: string | null
}

const columns = `id, alert_id as "alertId", alert_code as "alertCode", town, question, asked_at as "askedAt", asked_by as "askedBy", wrapped,
  finding, note, photo is not null as "hasPhoto", answered_at as "answeredAt", answered_by as "answeredBy"`

function opened(tx: ScopedTx, { wrapped, note, ...row }: Stored): Verification {
  const text = wrapped && note ? unsealText(unwrapRecordKey(tx.keys, wrapped, row.id), note, notePlace(row.id)) : null
  return {
    ...row,
    note: text,
    askedAt: row.askedAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
  }
}

/** Of one alert all, else those of the reader's reach that wait for an answer; oldest first. */
export async function readVerifications(tx: ScopedTx, alertId: string | null): Promise<Verification[]> {
  const { rows } = await tx.query<Stored>(
    `select ${columns} from tasks.verification
     where county = $1 and case when $2::text is null then answered_at is null else alert_id::text = $2 end order by asked_at, id limit 100`,
    [tx.county, alertId],
  )
  const subject = alertId ?? rows[0]?.alertId
  if (subject !== undefined && rows.length > 0) tx.logRead({ subjectKind: 'alert', subject, fields: ['verification'] })
  return rows.map((row) => opened(tx, row))
}

async function held(tx: ScopedTx, id: string): Promise<Stored> {
  const { rows } = await tx.query<Stored>(
    `select ${columns} from tasks.verification where county = $1 and id = $2::uuid for update`,
    [tx.county, id],
  )
  if (!rows[0]) throw new Problem('platform.notFound', { what: notFoundVerification })
  return rows[0]
}

/**
 * Asks the grid workers of a town to look. An alert that keeps an identity or speaks of violence at home is never looked at
 * from the street. Throws platform.notFound, tasks.verificationRefused, tasks.verificationTown.
 */
export async function askVerification(tx: ScopedTx, alertId: string, request: AskVerification): Promise<void> {
  const alert = await readAlertRow(tx, alertId)
  if (!alert) throw new Problem('platform.notFound', { what: alertStates.raised.zh })
  if (alert.state !== 'raised' && alert.state !== 'confirmed')
    throw new Problem('tasks.verificationRefused', { why: alertStates[alert.state].zh })
  if (alert.sealed || (await readDomesticViolence(tx, alert.id)))
    throw new Problem('tasks.verificationRefused', { why: identityKept })
  const town = alert.town ?? request.town
  if (town === undefined) throw new Problem('tasks.verificationTown')
  // An alert that was handed over lies in another town, whose own people are asked by that town or the centre.
  if (tx.scope.kind === 'officer' && tx.scope.reach !== '*' && tx.scope.reach !== town)
    throw new Problem('tasks.verificationRefused', { why: otherTown })
  const id = tx.context.id()
  await tx.query(
    `insert into tasks.verification (county, id, alert_id, alert_code, town, question, asked_at, asked_by, wrapped)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.county,
      id,
      alert.id,
      alert.code,
      town,
      request.question.trim(),
      tx.context.now(),
      officerName(tx),
      newRecordKey(tx.keys, id).wrapped,
    ],
  )
  tx.emit({ kind: 'alert.changed', town, subject: alert.id })
  await append(tx, [{ kind: 'verification.asked', subject: id, traceCode: null, payload: { alert: alert.code, town } }])
}

/** The photo that goes with an answer still to come; sent again it takes the place of the first. Throws tasks.verificationAnswered. */
export async function keepVerificationPhoto(tx: ScopedTx, id: string, bytes: Buffer): Promise<void> {
  const stored = await held(tx, id)
  const photo = checkedPhoto(bytes)
  if (stored.answeredAt !== null || stored.wrapped === null) throw new Problem('tasks.verificationAnswered')
  const key = unwrapRecordKey(tx.keys, stored.wrapped, id)
  await tx.query('update tasks.verification set photo_type = $3, photo = $4 where county = $1 and id = $2::uuid', [
    tx.county,
    id,
    photo.mediaType,
    seal(key, photo.bytes, photoPlace(id)),
  ])
}

/** What was found, once; the same answer sent again changes nothing. Throws tasks.verificationAnswered. */
export async function answerVerification(tx: ScopedTx, id: string, answer: AnswerVerification): Promise<Verification> {
  const stored = await held(tx, id)
  const name = officerName(tx)
  const before = opened(tx, stored)
  if (stored.answeredAt !== null || stored.wrapped === null) {
    if (before.answeredBy === name && before.finding === answer.finding && before.note === answer.note) return before
    throw new Problem('tasks.verificationAnswered')
  }
  const key = unwrapRecordKey(tx.keys, stored.wrapped, id)
  const at = tx.context.now()
  await tx.query(
    'update tasks.verification set finding = $3, note = $4, answered_at = $5, answered_by = $6 where county = $1 and id = $2::uuid',
    [tx.county, id, answer.finding, seal(key, answer.note, notePlace(id)), at, name],
  )
  tx.emit({ kind: 'alert.changed', town: stored.town, subject: stored.alertId })
  // The ledger holds that somebody looked and what was found, not what was written.
  await append(tx, [
    {
      kind: 'verification.answered',
      subject: id,
      traceCode: null,
      payload: { alert: stored.alertCode, finding: answer.finding },
    },
  ])
  return { ...before, finding: answer.finding, note: answer.note, answeredAt: at.toISOString(), answeredBy: name }
}

/** The photo of a verification, opened; null where there is none any more. */
export async function readVerificationPhoto(
  tx: ScopedTx,
  id: string,
): Promise<{ readonly mediaType: PhotoType; readonly bytes: Buffer } | null> {
  const { rows } = await tx.query<{ alertId: string; type: PhotoType; photo: Buffer; wrapped: Buffer }>(
    `select alert_id as "alertId", photo_type as type, photo, wrapped from tasks.verification
     where county = $1 and id = $2::uuid and photo is not null and wrapped is not null`,
    [tx.county, id],
  )
  const found = rows[0]
  if (!found) return null
  tx.logRead({ subjectKind: 'alert', subject: found.alertId, fields: ['verification photo'] })
  return {
    mediaType: found.type,
    bytes: unseal(unwrapRecordKey(tx.keys, found.wrapped, id), found.photo, photoPlace(id)),
  }
}

/** Notes and photos whose period is over: the key goes, then what it closed. */
export async function expireVerifications(tx: ScopedTx, at: Date): Promise<void> {
  await tx.query(
    'update tasks.verification set wrapped = null, note = null, photo = null, photo_type = null where county = $1 and wrapped is not null and asked_at <= $2',
    [tx.county, new Date(at.getTime() - keptDays * day)],
  )
}

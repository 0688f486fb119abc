import { ApiProblem, apiRoot, send } from '../../../ui/api.ts'
import type { GridReport, GridReportRequest } from '../schema.ts'
import { type Draft, draftsOf, dropDraft, keepDraft } from './drafts.ts'

function requestOf(draft: Draft): GridReportRequest {
  const given = (value: string): string | undefined => (value.trim() === '' ? undefined : value.trim())
  const people = Number(draft.people)
  const optional = {
    people: Number.isInteger(people) && people > 0 ? people : undefined,
    partyA: given(draft.partyA),
    phoneA: given(draft.phoneA),
    partyB: given(draft.partyB),
    phoneB: given(draft.phoneB),
    done: given(draft.done),
    related: given(draft.related),
  }
  return {
    ageSeconds: Math.max(0, Math.round((Date.now() - draft.begunAt) / 1000)),
    category: draft.category as GridReportRequest['category'],
    text: draft.text.trim(),
    place: draft.village,
    address: draft.address.trim(),
    photos: draft.photos.length,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  }
}

/** Puts a photo under an address; sent again it is the same photo. Throws ApiProblem. */
export async function putPhoto(path: string, blob: Blob): Promise<void> {
  let reply: Response
  try {
    reply = await fetch(`${apiRoot}${path}`, {
      method: 'PUT',
      credentials: 'same-origin',
      headers: { 'content-type': blob.type },
      body: blob,
    })
  } catch {
    throw new ApiProblem(0, 'network', '', {}, null)
  }
  if (reply.ok) return
  const body = (await reply.json().catch(() => ({}))) as { code?: string; detail?: string }
  throw new ApiProblem(reply.status, body.code ?? 'unknown', body.detail ?? '', {}, null)
}

/**
 * Sends one report and its photos, then forgets it on the phone. Every step may be repeated under the same id: a lost answer
 * is asked for again, and the server gives the first one.
 */
async function sendDraft(draft: Draft): Promise<void> {
  await send<GridReport>('PUT', `/grid-reports/${draft.id}`, requestOf(draft))
  for (const [position, photo] of draft.photos.entries())
    await putPhoto(`/grid-reports/${draft.id}/photos/${position}`, photo.blob)
  await dropDraft(draft.id)
}

let running: Promise<void> | null = null

async function sendWaiting(officerId: string, onChange: () => void): Promise<void> {
  for (const draft of await draftsOf(officerId)) {
    if (draft.state !== 'waiting' || draft.refused !== '') continue
    try {
      await sendDraft(draft)
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause
      // No network, no session, too many or a fault of the server: later. What was refused for its content is the worker's to mend.
      if (![400, 403, 404, 409, 413, 415].includes(cause.status)) return
      await keepDraft({ ...draft, refused: cause.message })
    }
    onChange()
  }
}

/** Sends what waits, one after the other; two calls at once are one. */
export function sendAll(officerId: string, onChange: () => void): Promise<void> {
  running ??= sendWaiting(officerId, onChange).finally(() => {
    running = null
  })
  return running
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { get, send } from '../../../ui/api.ts'
import { Button, RadioGroup, TextArea } from '../../../ui/controls.tsx'
import { dateTime } from '../../../ui/format.ts'
import { tellDone, tellWrong } from '../../../ui/overlays.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { verificationUi } from '../../../ui/words/verification.ts'
import { fill } from '../../../ui/words.ts'
import type { DraftPhoto } from '../../grid/screen/drafts.ts'
import { putPhoto } from '../../grid/screen/sending.ts'
import { shrink } from '../../grid/screen/shrink.ts'
import { type Finding, findings, type Verification, type VerificationList } from '../schema.ts'

/** What the town's grid workers are asked to look at; the question and nobody's name. */
export function ToLookAt() {
  const result = useQuery({
    queryKey: ['verifications'],
    queryFn: ({ signal }) => get<VerificationList>('/verifications', signal),
    refetchInterval: 60_000,
  })
  return (
    <section className="panel" aria-label={verificationUi.title}>
      <div className="body stack">
        <h2>{fill(verificationUi.todo, { n: result.data?.items.length ?? 0 })}</h2>
        <Loaded result={result} lines={2}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="muted">{verificationUi.nothing}</p>
            ) : (
              <ul className="grid-list">
                {items.map((one) => (
                  <li key={one.id}>
                    <Answer asked={one} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </section>
  )
}

function Answer({ asked }: { asked: Verification }) {
  const client = useQueryClient()
  const field = useId()
  const [finding, setFinding] = useState<Finding | ''>('')
  const [note, setNote] = useState('')
  const [photo, setPhoto] = useState<DraftPhoto | null>(null)
  const [busy, setBusy] = useState(false)
  const answer = async (): Promise<void> => {
    setBusy(true)
    try {
      if (photo !== null) await putPhoto(`/verifications/${asked.id}/photo`, photo.blob)
      await send('PUT', `/verifications/${asked.id}/answer`, { finding, note: note.trim() })
      tellDone(verificationUi.sent)
      await client.invalidateQueries({ queryKey: ['verifications'] })
    } catch (cause) {
      tellWrong(cause)
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      <strong className="prose">{asked.question}</strong>
      <span className="muted">
        {asked.askedBy} · {dateTime(asked.askedAt)}
      </span>
      <RadioGroup
        legend={verificationUi.finding}
        name={`finding-${asked.id}`}
        value={finding}
        choices={findings.map((value) => ({ value, label: verificationUi[value] }))}
        onChoose={(value) => setFinding(value as Finding)}
      />
      <TextArea
        label={verificationUi.note}
        hint={verificationUi.noteHint}
        rows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {photo !== null && <img className="evidence" src={photo.preview} alt={verificationUi.photo} />}
      <input
        id={field}
        className="visually-hidden"
        type="file"
        accept="image/*"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) void shrink(file).then(setPhoto)
        }}
      />
      <label htmlFor={field} className="button">
        {verificationUi.addPhoto}
      </label>
      <Button
        kind="primary"
        busy={busy}
        disabledReason={finding === '' || note.trim().length < 2 ? verificationUi.missing : null}
        onClick={() => void answer()}
      >
        {verificationUi.send}
      </Button>
    </div>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf, post } from '../../../ui/api.ts'
import { Button, RadioGroup, TextField } from '../../../ui/controls.tsx'
import { tellDone } from '../../../ui/overlays.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useWhy } from '../../../ui/session.tsx'
import { useShortcuts } from '../../../ui/shortcuts.ts'
import { Notice } from '../../../ui/states.tsx'
import { linkingWords } from '../../../ui/words/linking.ts'
import { reviewUi } from '../../../ui/words/review.ts'
import type { ReviewPair, ReviewResult } from '../schema.ts'

const answers = ['same', 'different', 'unsure'] as const
type Answer = (typeof answers)[number]
const requestReasons: Readonly<Record<Answer, readonly string[]>> = {
  same: reviewUi.agreeReasons.split('|'),
  different: reviewUi.disagreeReasons.split('|'),
  unsure: reviewUi.unsureReasons.split('|'),
}
const reasons: Readonly<Record<Answer, readonly string[]>> = {
  same: reviewUi.sameReasons.split('|'),
  different: reviewUi.differentReasons.split('|'),
  unsure: reviewUi.unsureReasons.split('|'),
}

/** 1, 2, 3 choose the answer and put the cursor on its reasons; Enter sends and shows the next pair; n goes on without an answer. */
export function AnswerForm({ pair, onward }: { pair: ReviewPair; onward: (next: string | null) => void }) {
  const client = useQueryClient()
  const denied = useWhy('review.answer')
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [why, setWhy] = useState('')
  const [more, setMore] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const closed = denied ?? pair.barred
  const reasonAgainst = (one: Answer): string | null => closed ?? (one === 'unsure' ? null : pair.halfSeen)
  const labels: Readonly<Record<Answer, string>> = {
    same: { link: reviewUi.right1, request: reviewUi.agree }[pair.kind as string] ?? reviewUi.same,
    different: { link: reviewUi.wrong2, request: reviewUi.disagree }[pair.kind as string] ?? reviewUi.different,
    unsure: reviewUi.unsure,
  }
  const choose = (one: Answer): void => {
    if (reasonAgainst(one) !== null) return
    setAnswer(one)
    setWhy('')
    setWrong(null)
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>('.review-answer input[type="radio"]')?.focus())
  }
  useShortcuts({
    1: () => choose('same'),
    2: () => choose('different'),
    3: () => choose('unsure'),
    n: () => onward(pair.next),
  })
  const send = async (): Promise<void> => {
    if (answer === null || busy) return
    if (why === '') {
      setWrong(reviewUi.chooseWhy)
      return
    }
    setBusy(true)
    try {
      const reason = more.trim() === '' ? why : `${why}；${more.trim()}`
      const result = await post<ReviewResult>(`/reviews/${pair.id}/answers`, { answer, reason })
      tellDone(result.settled ? reviewUi.saved : reviewUi.savedSecond)
      await client.invalidateQueries({ queryKey: ['reviews', 'list'] })
      if (result.undo !== null) await client.invalidateQueries({ queryKey: ['reviews', 'pair', pair.id] })
      else onward(result.next)
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="panel stack review-form"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <div className="row">
        {answers.map((one, index) => (
          <Button
            key={one}
            shortcut={String(index + 1)}
            aria-pressed={answer === one}
            kind={answer === one ? 'primary' : undefined}
            disabledReason={reasonAgainst(one)}
            onClick={() => choose(one)}
          >
            {labels[one]}
          </Button>
        ))}
        <Button kind="plain" shortcut="n" onClick={() => onward(pair.next)}>
          {reviewUi.next}
        </Button>
      </div>
      {pair.halfSeen !== null && closed === null && <p className="muted">{pair.halfSeen}</p>}
      {answer !== null && (
        <>
          <RadioGroup
            legend={reviewUi.why}
            name="why"
            value={why}
            choices={(pair.kind === 'request' ? requestReasons : reasons)[answer].map((reason) => ({
              value: reason,
              label: reason,
            }))}
            onChoose={setWhy}
          />
          <TextField
            label={reviewUi.otherReason}
            maxLength={400}
            value={more}
            onChange={(event) => setMore(event.target.value)}
          />
          <div className="row">
            <Button type="submit" kind="primary" busy={busy}>
              {reviewUi.submit}
            </Button>
          </div>
        </>
      )}
      {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      <p className="faint">{reviewUi.keys}</p>
    </form>
  )
}

/** A link judged wrong still stands until somebody undoes it, for a reason. */
export function UndoForm({ operation, onDone }: { operation: string; onDone: () => void }) {
  const client = useQueryClient()
  const denied = useWhy('dispute.link')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const undo = async (): Promise<void> => {
    setBusy(true)
    try {
      await post(`/operations/${operation}/undo`, { reason: reason.trim() })
      tellDone(reviewUi.undone)
      await client.invalidateQueries({ queryKey: ['reviews', 'list'] })
      onDone()
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={reviewUi.undoDo}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (denied === null) void undo()
        }}
      >
        <p>{reviewUi.undoAsk}</p>
        <TextField
          label={reviewUi.undoReason}
          hint={linkingWords.reasonHint}
          required
          minLength={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy} disabledReason={denied}>
            {reviewUi.undoDo}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf, post } from '../../ui/api.ts'
import { Button, TextArea } from '../../ui/controls.tsx'
import { Dialog, tellDone, tellWrong } from '../../ui/overlays.tsx'
import { useSession } from '../../ui/session.tsx'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { fill } from '../../ui/words.ts'
import { actionWords } from '../../vocabulary/words/tasks.ts'
import { type BulkResult, bulkActions, type TaskRow } from '../schema.ts'
import { fieldsFor, movesOf } from '../states.ts'

type BulkAction = (typeof bulkActions)[number]

/** Actions that the reader may take on every one of the chosen tasks. */
export function commonActions(
  tasks: readonly TaskRow[],
  reader: { readonly role: string; readonly agency: string },
): BulkAction[] {
  return bulkActions.filter((action) =>
    tasks.every((task) => {
      const move = movesOf(task)[action]
      if (move === undefined) return false
      return move.by === 'agency' ? task.agencyName === reader.agency : reader.role === 'operator'
    }),
  )
}

/** What may be done with all chosen tasks at once; nothing is shown while none is chosen. */
export function BulkBar({ tasks, onDone }: { tasks: readonly TaskRow[]; onDone: () => void }) {
  const client = useQueryClient()
  const { officer } = useSession()
  const [asked, setAsked] = useState<BulkAction | null>(null)
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  if (tasks.length === 0 || !officer) return null
  const actions = commonActions(tasks, { role: officer.role, agency: officer.agency })
  const act = async (action: BulkAction): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      const { items } = await post<BulkResult>('/tasks/actions', {
        action,
        ...(reason === '' ? {} : { reason }),
        items: tasks.map(({ id, changedAt }) => ({ id, seen: changedAt })),
      })
      const refused = items.filter((item) => !item.done)
      await client.invalidateQueries({ queryKey: ['tasks'] })
      tellDone(fill(taskWords.bulkDone, { action: actionWords[action], done: items.length - refused.length }))
      if (refused.length > 0)
        tellWrong(
          new Error(
            fill(taskWords.bulkRefused, {
              n: refused.length,
              why: [...new Set(refused.map((item) => item.why))].slice(0, 3).join(' '),
            }),
          ),
        )
      setAsked(null)
      setReason('')
      onDone()
    } catch (cause) {
      if (asked === null) tellWrong(cause)
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="row bulk-bar" role="toolbar" aria-label={fill(taskWords.chosen, { n: tasks.length })}>
      <span className="strong">{fill(taskWords.chosen, { n: tasks.length })}</span>
      {actions.map((action) => (
        <Button
          key={action}
          busy={busy}
          onClick={() => (fieldsFor(tasks[0]!.kind, action).length > 0 ? setAsked(action) : void act(action))}
        >
          {actionWords[action]}
        </Button>
      ))}
      <Button kind="plain" onClick={onDone}>
        {taskWords.unchoose}
      </Button>
      {asked !== null && (
        <Dialog
          title={`${actionWords[asked]} · ${fill(taskWords.chosen, { n: tasks.length })}`}
          open
          onClose={() => setAsked(null)}
          footer={
            <>
              <Button onClick={() => setAsked(null)}>{common.cancel}</Button>
              <Button kind="primary" busy={busy} type="submit" form="bulk">
                {actionWords[asked]}
              </Button>
            </>
          }
        >
          <form
            id="bulk"
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              void act(asked)
            }}
          >
            <TextArea
              label={taskWords.reason}
              required
              minLength={2}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
          </form>
        </Dialog>
      )}
    </div>
  )
}

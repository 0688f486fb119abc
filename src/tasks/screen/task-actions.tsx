import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../ui/api.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { Button, RadioGroup, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { Dialog, tellDone, tellWrong } from '../../ui/overlays.tsx'
import { useShortcuts } from '../../ui/shortcuts.ts'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { fill } from '../../ui/words.ts'
import { heardResultWords, pauseWords } from '../../vocabulary/words/tasks.ts'
import { type ActionRequest, type TaskAction, type TaskChoices, type TaskPage, talkResults } from '../schema.ts'

type Allowed = TaskPage['allowed'][number]

/** Keys of the inbox (ux.md 2.1); an action without one is on its button only. */
const keys: Partial<Record<TaskAction, string>> = { accept: 'a', return: 'r', reissue: 't', note: 'n' }

const resultWords: Readonly<Record<(typeof talkResults)[number], string>> = {
  promised: taskWords.promised,
  rectified: taskWords.rectified,
  penalty: taskWords.penalty,
  refused: taskWords.refused,
  transferred: taskWords.transferred,
}

interface AgencyItem {
  readonly id: string
  readonly name: string
  readonly kind: string
}

export function useAgencies() {
  return useQuery({
    queryKey: ['agencies'],
    queryFn: ({ signal }) => get<{ items: readonly AgencyItem[] }>('/agencies', signal),
    staleTime: 300_000,
  })
}

export function TaskActions({ task }: { task: TaskPage }) {
  const client = useQueryClient()
  const [open, setOpen] = useState<Allowed | null>(null)
  const [busy, setBusy] = useState(false)

  const act = async (request: ActionRequest, words: string): Promise<void> => {
    await post(`/tasks/${task.id}/actions`, request)
    await Promise.all([
      client.invalidateQueries({ queryKey: ['tasks'] }),
      client.invalidateQueries({ queryKey: ['alerts'] }),
    ])
    tellDone(fill(taskWords.done, { action: words }))
  }
  const start = (allowed: Allowed): void => {
    if (allowed.action !== 'accept' && allowed.action !== 'read') {
      setOpen(allowed)
      return
    }
    setBusy(true)
    act({ action: allowed.action } as ActionRequest, allowed.words)
      .catch(tellWrong)
      .finally(() => setBusy(false))
  }
  const shown = task.allowed.filter((allowed) => allowed.action !== 'deliver')
  useShortcuts(
    Object.fromEntries(
      shown.flatMap((allowed) =>
        keys[allowed.action] === undefined ? [] : [[keys[allowed.action], () => start(allowed)]],
      ),
    ),
  )

  if (shown.length === 0) return null
  return (
    <div className="row no-print">
      {shown.map((allowed, index) => (
        <Button
          key={allowed.action}
          kind={index === 0 ? 'primary' : 'normal'}
          shortcut={keys[allowed.action]}
          busy={busy}
          onClick={() => start(allowed)}
        >
          {allowed.words}
        </Button>
      ))}
      {open !== null && <ActionDialog task={task} allowed={open} onClose={() => setOpen(null)} onAct={act} />}
    </div>
  )
}

/** The fields that the server says an action needs; a return without its ground cannot be sent. */
function ActionDialog({
  task,
  allowed,
  onClose,
  onAct,
}: {
  task: TaskPage
  allowed: Allowed
  onClose: () => void
  onAct: (request: ActionRequest, words: string) => Promise<void>
}) {
  const agencies = useAgencies()
  const choicesOf = useQuery({
    queryKey: ['tasks', 'choices', task.id],
    queryFn: ({ signal }) => get<TaskChoices>(`/tasks/${task.id}/choices`, signal),
    enabled: ['handOver', 'merge'].includes(allowed.action),
  })
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const needs = allowed.needs.map((need) => need.replace(/\?$/, ''))
  const has = (name: string): boolean => needs.includes(name)
  const set = (name: string) => (value: string) => setValues({ ...values, [name]: value })
  const choices = (agencies.data?.items ?? []).map((agency) => ({ value: agency.id, label: agency.name }))
  const wantsReason =
    has('reason') ||
    (!has('answer') &&
      [
        'return',
        'note',
        'progress',
        'withdraw',
        'remind',
        'rule',
        'close',
        'reissue',
        'pause',
        'resume',
        'extend',
        'handOver',
        'split',
        'merge',
        'callBack',
        'reopen',
        'told',
      ].includes(allowed.action))

  const submit = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    const { evidenceName, evidenceReference, ...rest } = values
    const evidence = evidenceName ? [{ name: evidenceName, reference: evidenceReference ?? '' }] : undefined
    try {
      await onAct(
        {
          action: allowed.action,
          seen: task.changedAt,
          ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '')),
          ...(rest['extendDays'] ? { extendDays: Number(rest['extendDays']) } : {}),
          ...(evidence ? { evidence } : {}),
        } as ActionRequest,
        allowed.words,
      )
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  const form = `task-${allowed.action}`
  return (
    <Dialog
      title={`${allowed.words} · ${task.code}`}
      open
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" type="submit" form={form} busy={busy}>
            {allowed.words}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {has('ruling') && (
          <RadioGroup
            legend={taskWords.rule}
            name="ruling"
            value={values.ruling ?? ''}
            onChoose={set('ruling')}
            choices={[
              { value: 'uphold', label: taskWords.uphold },
              { value: 'reassign', label: taskWords.reassign },
            ]}
          />
        )}
        {has('officerId') && (
          <Combobox
            label={taskWords.colleague}
            choices={(choicesOf.data?.colleagues ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={values.officerId ?? ''}
            onChoose={set('officerId')}
            placeholder={common.pickOne}
          />
        )}
        {has('intoId') && (
          <>
            <Combobox
              label={taskWords.into}
              choices={(choicesOf.data?.mergeable ?? []).map(({ id, code, title }) => ({
                value: id,
                label: `${code} ${title}`,
              }))}
              value={values.intoId ?? ''}
              onChoose={set('intoId')}
              placeholder={common.pickOne}
            />
            <p className="faint">{taskWords.intoHint}</p>
          </>
        )}
        {has('heard') && (
          <>
            <RadioGroup
              legend={taskWords.heard}
              name="heard"
              value={values.heard ?? ''}
              onChoose={set('heard')}
              choices={Object.entries(heardResultWords).map(([value, label]) => ({ value, label }))}
            />
            <p className="faint">{taskWords.heardHint}</p>
          </>
        )}
        {(has('agencyId') || values.ruling === 'reassign' || allowed.action === 'reopen') && (
          <Combobox
            label={taskWords.agency}
            choices={choices}
            value={values.agencyId ?? ''}
            onChoose={set('agencyId')}
            placeholder={common.pickOne}
          />
        )}
        {has('result') && (
          <SelectField
            label={taskWords.result}
            required
            placeholder={common.pickOne}
            value={values.result ?? ''}
            onChange={(event) => set('result')(event.target.value)}
            choices={talkResults.map((value) => ({ value, label: resultWords[value] }))}
          />
        )}
        {has('pauseReason') && (
          <SelectField
            label={taskWords.pauseReason}
            required
            placeholder={common.pickOne}
            value={values.pauseReason ?? ''}
            onChange={(event) => set('pauseReason')(event.target.value)}
            choices={Object.entries(pauseWords).map(([value, label]) => ({ value, label }))}
          />
        )}
        {has('extendDays') && (
          <TextField
            label={taskWords.extendDays}
            type="number"
            min={1}
            max={30}
            required
            value={values.extendDays ?? ''}
            onChange={(event) => set('extendDays')(event.target.value)}
          />
        )}
        {has('answer') && (
          <TextArea
            label={taskWords.answer}
            required
            minLength={2}
            value={values.answer ?? ''}
            onChange={(event) => set('answer')(event.target.value)}
          />
        )}
        {has('clause') && (
          <TextField
            label={taskWords.clause}
            hint={taskWords.clauseHint}
            required
            minLength={2}
            value={values.clause ?? ''}
            onChange={(event) => set('clause')(event.target.value)}
          />
        )}
        {wantsReason && (
          <TextArea
            label={
              allowed.action === 'split'
                ? taskWords.splitAsk
                : allowed.action === 'told'
                  ? taskWords.toldWhom
                  : taskWords.reason
            }
            required
            minLength={2}
            value={values.reason ?? ''}
            onChange={(event) => set('reason')(event.target.value)}
          />
        )}
        {(has('suggestedAgencyId') || allowed.action === 'return') && (
          <Combobox
            label={taskWords.suggestedAgency}
            choices={choices}
            value={values.suggestedAgencyId ?? ''}
            onChoose={set('suggestedAgencyId')}
            placeholder={common.none}
          />
        )}
        {has('answer') && (
          <div className="filters">
            <TextField
              label={taskWords.evidenceName}
              value={values.evidenceName ?? ''}
              onChange={(event) => set('evidenceName')(event.target.value)}
            />
            <TextField
              label={taskWords.evidenceReference}
              value={values.evidenceReference ?? ''}
              onChange={(event) => set('evidenceReference')(event.target.value)}
            />
          </div>
        )}
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      </form>
    </Dialog>
  )
}

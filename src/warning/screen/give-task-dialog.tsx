import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MatterList } from '../../tasks/matters/schema.ts'
import { taskKinds } from '../../tasks/schema.ts'
import { get, messageOf, post, query } from '../../ui/api.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { Button, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { mattersUi } from '../../ui/words/matters.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { warningWords } from '../../ui/words/warning.ts'
import { listOfAgency } from '../../vocabulary/words/matters.ts'
import type { AlertPage } from '../schema.ts'

/** Further work on a confirmed alert; what a town or village gets names its item of the list, or says why it lies outside. */
export function GiveTaskDialog({ alert, onClose }: { alert: AlertPage; onClose: () => void }) {
  const client = useQueryClient()
  const agencies = useQuery({
    queryKey: ['agencies'],
    queryFn: ({ signal }) => get<{ items: readonly { id: string; name: string; kind: string }[] }>('/agencies', signal),
  })
  const [kind, setKind] = useState('')
  const [agencyId, setAgencyId] = useState('')
  const [body, setBody] = useState('')
  const [matter, setMatter] = useState('')
  const [outside, setOutside] = useState('')
  const list = listOfAgency[agencies.data?.items.find((agency) => agency.id === agencyId)?.kind ?? '']
  const matters = useQuery({
    queryKey: ['matters', 'choices', list],
    queryFn: ({ signal }) => get<MatterList>(`/matters${query({ list, limit: 5000 })}`, signal),
    enabled: list !== undefined,
    staleTime: 300_000,
  })
  const [wrong, setWrong] = useState<string | null>(null)
  const kindWords = {
    investigate: taskWords.investigate,
    mediate: taskWords.mediate,
    formalTalk: taskWords.formalTalk,
    visit: taskWords.visit,
    education: taskWords.education,
    legalNotice: taskWords.legalNotice,
  }
  const give = async (): Promise<void> => {
    try {
      await post(`/alerts/${alert.id}/tasks`, {
        kind,
        agencyId,
        ...(body === '' ? {} : { body }),
        ...(matter === '' ? {} : { matter }),
        ...(outside === '' ? {} : { outside }),
      })
      await Promise.all([
        client.invalidateQueries({ queryKey: ['alerts'] }),
        client.invalidateQueries({ queryKey: ['tasks'] }),
      ])
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={`${warningWords.giveTask} · ${alert.code}`} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void give()
        }}
      >
        <SelectField
          label={warningWords.taskKind}
          required
          placeholder={common.pickOne}
          value={kind}
          onChange={(event) => setKind(event.target.value)}
          choices={taskKinds.map((value) => ({ value, label: kindWords[value] }))}
        />
        <Combobox
          label={taskWords.whose}
          placeholder={common.pickOne}
          value={agencyId}
          onChoose={setAgencyId}
          choices={(agencies.data?.items ?? []).map((agency) => ({ value: agency.id, label: agency.name }))}
        />
        <TextArea label={warningWords.taskBody} value={body} onChange={(event) => setBody(event.target.value)} />
        {list !== undefined && (
          <>
            <Combobox
              label={mattersUi.pick}
              placeholder={mattersUi.pickHint}
              value={matter}
              onChoose={setMatter}
              choices={(matters.data?.items ?? []).map((item) => ({
                value: item.number,
                label: `${item.name}（${item.departmentName}，${item.number}）`,
              }))}
            />
            {matter === '' && (
              <TextField
                label={mattersUi.outsideGround}
                minLength={4}
                value={outside}
                onChange={(event) => setOutside(event.target.value)}
              />
            )}
          </>
        )}
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {warningWords.giveTask}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}

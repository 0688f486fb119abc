import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../../ui/api.ts'
import { Button, CheckField, TextField } from '../../../ui/controls.tsx'
import { Loaded, Notice } from '../../../ui/states.tsx'
import { common } from '../../../ui/words/common.ts'
import { staffWords } from '../../../ui/words/staff.ts'
import { fill } from '../../../ui/words.ts'
import { powers, representationKinds } from '../../../vocabulary/staff.ts'
import type { OwnRepresentations } from '../schema.ts'
import { wordOf } from './words.ts'

const key = ['party', 'representations'] as const

/** On the party's own page: who acts for it, authorising an agent, taking it back; a representative reads as what it acts. */
export function OwnAgents() {
  const client = useQueryClient()
  const [adding, setAdding] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const result = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<OwnRepresentations>('/party/representations', signal),
  })
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setWrong(null)
    try {
      await work()
      await client.invalidateQueries({ queryKey: key })
      return true
    } catch (cause) {
      setWrong(messageOf(cause))
      return false
    }
  }
  return (
    <section className="panel">
      <div className="body stack">
        <h2>{staffWords.agentTitle}</h2>
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <Loaded result={result} lines={2}>
          {({ acting, items }) =>
            acting !== null ? (
              <>
                <p>
                  {fill(staffWords.actingAs, { kind: wordOf(representationKinds, acting.kind), date: acting.until })}{' '}
                  {fill(staffWords.mayDo, { powers: acting.powers.map((power) => wordOf(powers, power)).join('；') })}
                </p>
                {acting.note !== null && <Notice tone="warn">{acting.note}</Notice>}
              </>
            ) : (
              <>
                <p>{staffWords.agentNote}</p>
                {items.map((one) => (
                  <div key={one.id} className="stack tight">
                    <p>
                      <strong>{one.name}</strong> {one.phone} · {wordOf(representationKinds, one.kind)}
                      {one.special && ` · ${staffWords.specialTag}`} ·{' '}
                      {one.state === 'revoked'
                        ? staffWords.revoked
                        : one.state === 'over'
                          ? staffWords.over
                          : fill(staffWords.toEnd, { date: one.until })}
                    </p>
                    {(one.state === 'now' || one.state === 'future') && (
                      <Button onClick={() => void run(() => post(`/party/representations/${one.id}/revoke`))}>
                        {staffWords.revoke}
                      </Button>
                    )}
                  </div>
                ))}
                {adding ? (
                  <AgentForm
                    onCancel={() => setAdding(false)}
                    onSend={async (body) => {
                      if (await run(() => post('/party/representations', body))) setAdding(false)
                    }}
                  />
                ) : (
                  <Button onClick={() => setAdding(true)}>{staffWords.agentAdd}</Button>
                )}
              </>
            )
          }
        </Loaded>
      </div>
    </section>
  )
}

function AgentForm({ onSend, onCancel }: { onSend: (body: object) => Promise<void>; onCancel: () => void }) {
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [special, setSpecial] = useState(false)
  const [until, setUntil] = useState('')
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void onSend({ name: name.trim(), phone: phone.trim(), special, until })
      }}
    >
      <TextField
        label={staffWords.agentName}
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={staffWords.agentPhone}
        required
        inputMode="tel"
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
      <TextField
        label={staffWords.until}
        type="date"
        required
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
      <CheckField label={staffWords.special} checked={special} onChange={(event) => setSpecial(event.target.checked)} />
      <Button kind="primary" type="submit">
        {staffWords.agentAdd}
      </Button>
      <Button onClick={onCancel}>{common.cancel}</Button>
    </form>
  )
}

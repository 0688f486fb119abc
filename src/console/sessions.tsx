import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Enrolment, OwnSessions, RecoveryCodes } from '../access/sign-in/schema.ts'
import { get, post, send } from '../ui/api.ts'
import { Button } from '../ui/controls.tsx'
import { dateTime } from '../ui/format.ts'
import { Dialog, tellDone, tellWrong } from '../ui/overlays.tsx'
import { Panel } from '../ui/panel.tsx'
import { useProof } from '../ui/proof.tsx'
import { useRefreshSession } from '../ui/session.tsx'
import { EmptyState, Loaded, Notice } from '../ui/states.tsx'
import { Table } from '../ui/table.tsx'
import { deviceName, eventWords, signInWords } from '../ui/words/sign-in.ts'
import { fill } from '../ui/words.ts'
import { EnrolApp, RecoveryCodeList } from './enrolment.tsx'
import { PasswordForm } from './password-form.tsx'

const queryKey = ['own-sessions'] as const
const fewCodes = 3

/** 我的会话: where I am signed in, my second factor, my password, what happened lately with my way in. */
export function Sessions() {
  const result = useQuery({ queryKey, queryFn: ({ signal }) => get<OwnSessions>('/session/own', signal) })
  const client = useQueryClient()
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey })
  return (
    <div className="page me">
      <header className="page-head">
        <h1>{signInWords.mine}</h1>
        <p className="muted">{signInWords.mineNote}</p>
      </header>
      <Loaded result={result} lines={8}>
        {(data) => (
          <>
            <Devices data={data} reload={reload} />
            <SecondFactor data={data} reload={reload} />
            <PasswordPanel data={data} reload={reload} />
            <Events data={data} />
          </>
        )}
      </Loaded>
    </div>
  )
}

interface Part {
  readonly data: OwnSessions
  readonly reload: () => Promise<void>
}
type OwnSession = OwnSessions['sessions'][number]

function Devices({ data, reload }: Part) {
  const proof = useProof()
  const end = async (path: string): Promise<void> => {
    try {
      const ended = await proof.run(async () => {
        await send('DELETE', path)
        return true
      })
      if (ended) tellDone(signInWords.ended)
    } catch (cause) {
      tellWrong(cause)
    }
    await reload()
  }
  const others = data.sessions.filter((one) => !one.own)
  return (
    <Panel
      title={signInWords.devices}
      aside={fill(signInWords.deviceLimits, { hours: data.limits.hours, minutes: data.limits.idleMinutes })}
      flush
    >
      <Table<OwnSession>
        label={signInWords.devices}
        rows={data.sessions}
        rowKey={(row) => row.id}
        columns={[
          { id: 'device', header: signInWords.device, cell: (row) => deviceName(row) },
          { id: 'address', header: signInWords.address, cell: (row) => row.address },
          { id: 'since', header: signInWords.since, nowrap: true, cell: (row) => dateTime(row.createdAt) },
          { id: 'seen', header: signInWords.seen, nowrap: true, cell: (row) => dateTime(row.seenAt) },
          { id: 'ends', header: signInWords.ends, nowrap: true, cell: (row) => dateTime(row.endsAt) },
          {
            id: 'act',
            header: signInWords.act,
            cell: (row) =>
              row.own ? (
                <span className="tag" data-tone="active">
                  {signInWords.thisOne}
                </span>
              ) : (
                <Button
                  aria-label={fill(signInWords.endOne, { device: `${deviceName(row)} ${row.address}` })}
                  onClick={() => void end(`/session/own/${row.id}`)}
                >
                  {signInWords.end}
                </Button>
              ),
          },
        ]}
      />
      {proof.dialog}
      <div className="me-foot">
        <Button
          kind="danger"
          disabledReason={others.length === 0 ? signInWords.noOthers : null}
          onClick={() => void end('/session/others')}
        >
          {signInWords.endOthers}
        </Button>
      </div>
    </Panel>
  )
}

function SecondFactor({ data, reload }: Part) {
  const { secondFactor: factor } = data
  const [enrolling, setEnrolling] = useState<Enrolment | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const proof = useProof()
  const begin = async (): Promise<void> => {
    try {
      setEnrolling(await proof.run(() => post<Enrolment>('/session/factor')))
    } catch (cause) {
      tellWrong(cause)
    }
  }
  const renew = async (): Promise<void> => {
    try {
      const renewed = await proof.run(() => post<RecoveryCodes>('/session/recovery-codes'))
      if (renewed !== null) setCodes(renewed.recoveryCodes)
      await reload()
    } catch (cause) {
      tellWrong(cause)
    }
  }
  const few = factor.enrolledAt !== null && factor.recoveryCodesLeft <= fewCodes
  return (
    <Panel title={signInWords.factor}>
      <div className="stack">
        <p>
          {factor.enrolledAt === null
            ? signInWords.factorOff
            : fill(signInWords.factorOn, { time: dateTime(factor.enrolledAt) })}
        </p>
        {factor.enrolledAt === null && !factor.mandatory && <p className="muted">{signInWords.factorOffDemo}</p>}
        {factor.enrolledAt !== null && (
          <p className={few ? undefined : 'muted'}>
            {fill(signInWords.codesLeft, { n: factor.recoveryCodesLeft })}
            {few && ` ${signInWords.codesFew}`}
          </p>
        )}
        <div className="row">
          <Button onClick={() => void begin()}>
            {factor.enrolledAt === null ? signInWords.enrolNow : signInWords.enrolAnew}
          </Button>
          {factor.enrolledAt !== null && <Button onClick={() => void renew()}>{signInWords.renewCodes}</Button>}
        </div>
      </div>
      {proof.dialog}
      <Dialog title={signInWords.enrolNow} open={enrolling !== null} onClose={() => setEnrolling(null)}>
        {enrolling !== null && (
          <EnrolApp
            first={enrolling}
            begin={() => post<Enrolment>('/session/factor')}
            confirm={async (code) => {
              const { recoveryCodes } = await post<RecoveryCodes>('/session/factor/code', { code })
              setEnrolling(null)
              setCodes(recoveryCodes)
              tellDone(signInWords.enrolled)
              await reload()
            }}
          />
        )}
      </Dialog>
      <Dialog title={signInWords.recoveryTitle} open={codes !== null} onClose={() => setCodes(null)}>
        {codes !== null && <RecoveryCodeList codes={codes} onKept={() => setCodes(null)} titled={false} />}
      </Dialog>
    </Panel>
  )
}

function PasswordPanel({ data, reload }: Part) {
  const refresh = useRefreshSession()
  return (
    <Panel title={signInWords.passwordPanel}>
      {data.hasPassword ? (
        <PasswordForm
          asksCurrent
          onDone={async () => {
            tellDone(signInWords.passwordChanged)
            await Promise.all([refresh(), reload()])
          }}
        />
      ) : (
        <Notice>{signInWords.noPassword}</Notice>
      )}
    </Panel>
  )
}

function Events({ data }: { data: OwnSessions }) {
  return (
    <Panel title={signInWords.events} flush>
      {data.events.length === 0 ? (
        <EmptyState kind="none">{signInWords.noEvents}</EmptyState>
      ) : (
        <Table
          label={signInWords.events}
          rows={data.events}
          rowKey={(row) => row.id}
          columns={[
            { id: 'at', header: signInWords.when, nowrap: true, cell: (row) => dateTime(row.at) },
            { id: 'kind', header: signInWords.what, cell: (row) => eventWords[row.kind] ?? row.kind },
            { id: 'device', header: signInWords.device, cell: (row) => (row.address === '' ? '' : deviceName(row)) },
            { id: 'address', header: signInWords.address, cell: (row) => row.address },
          ]}
        />
      )}
    </Panel>
  )
}

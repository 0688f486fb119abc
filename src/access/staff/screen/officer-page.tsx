import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../ui/api.ts'
import { Button, TextField } from '../../../ui/controls.tsx'
import { dateTime } from '../../../ui/format.ts'
import { Tag } from '../../../ui/marks.tsx'
import { useParameter } from '../../../ui/navigation.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useWhy } from '../../../ui/session.tsx'
import { Loaded, Notice } from '../../../ui/states.tsx'
import { staffWords } from '../../../ui/words/staff.ts'
import { fill } from '../../../ui/words.ts'
import { absenceKinds, requestKinds, staffEventKinds } from '../../../vocabulary/staff.ts'
import type { OfficerDetail, StaffAbsence, StaffPost } from '../schema.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { AbsenceForm, PostForm } from './post-forms.tsx'
import { StaffHead } from './staff-head.tsx'
import { periodWords, roleWord, wordOf } from './words.ts'

type Open =
  | { readonly kind: 'edit' | 'post' | 'absence' | 'password' | 'secondFactor' | 'end' | 'reinstate' }
  | { readonly kind: 'endPost'; readonly post: StaffPost }
  | { readonly kind: 'endAbsence'; readonly absence: StaffAbsence }

/** One officer: posts, absences, account, what waits for a second person, and every change with who and why. */
export function OfficerPage() {
  const id = useParameter('id')
  const [open, setOpen] = useState<Open | null>(null)
  const result = useQuery({
    queryKey: ['staff', 'officer', id],
    queryFn: ({ signal }) => get<OfficerDetail>(`/staff/officers/${id}`, signal),
  })
  return (
    <div className="page">
      <StaffHead
        here="/staff/officers"
        title={result.data?.officer.name ?? staffWords.officers}
        note={staffWords.officersNote}
      />
      <Loaded result={result}>{(detail) => <Detail detail={detail} open={setOpen} />}</Loaded>
      {open !== null && result.data !== undefined && (
        <Form open={open} detail={result.data} onClose={() => setOpen(null)} />
      )}
    </div>
  )
}

function Detail({ detail, open }: { detail: OfficerDetail; open: (open: Open) => void }) {
  const { officer, absences, requests, events, self } = detail
  const role = useWhy('staff.manage')
  const why = role ?? (self ? staffWords.notSelf : null)
  const waiting = requests.filter((one) => one.decision === null)
  return (
    <div className="staff-grid">
      <div className="staff-column">
        {self && <Notice>{staffWords.selfNote}</Notice>}
        <Panel
          title={staffWords.posts}
          aside={
            <Button
              disabledReason={officer.ended ? staffWords.endedOfficer : why}
              onClick={() => open({ kind: 'post' })}
            >
              {staffWords.grantPost}
            </Button>
          }
        >
          {officer.posts.length === 0 && <p className="faint">{staffWords.noPosts}</p>}
          <ul className="staff-list">
            {officer.posts.map((post) => (
              <li key={post.id}>
                <span className="grow">
                  <strong>{roleWord(post.role)}</strong> · {post.agency}
                  {post.title !== null && ` · ${post.title}`}
                </span>
                {post.head && <Tag>{staffWords.head}</Tag>}
                {post.forName !== null && <Tag tone="active">{fill(staffWords.forWhom, { name: post.forName })}</Tag>}
                {post.state !== 'now' && <Tag>{post.state === 'over' ? staffWords.over : staffWords.future}</Tag>}
                <span className="faint">{periodWords(post.since, post.until)}</span>
                {post.state !== 'over' && post.forName === null && (
                  <Button kind="plain" disabledReason={why} onClick={() => open({ kind: 'endPost', post })}>
                    {staffWords.endPost}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Panel>
        <Panel
          title={staffWords.absence}
          aside={
            <Button
              disabledReason={officer.ended ? staffWords.endedOfficer : role}
              onClick={() => open({ kind: 'absence' })}
            >
              {staffWords.addAbsence}
            </Button>
          }
        >
          {absences.length === 0 && <p className="faint">{staffWords.noAbsence}</p>}
          <ul className="staff-list">
            {absences.map((absence) => (
              <li key={absence.id}>
                <span className="grow">
                  {absence.own
                    ? `${wordOf(absenceKinds, absence.kind)} · ${fill(staffWords.absentLine, { substitute: absence.substitute })}`
                    : fill(staffWords.standsLine, { officer: absence.officer })}
                </span>
                {absence.over && <Tag>{staffWords.over}</Tag>}
                <span className="faint">{periodWords(absence.since, absence.until)}</span>
                {!absence.over && absence.own && (
                  <Button kind="plain" disabledReason={role} onClick={() => open({ kind: 'endAbsence', absence })}>
                    {staffWords.back}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      <div className="staff-column">
        <Panel
          title={staffWords.account}
          aside={
            <Button disabledReason={role} onClick={() => open({ kind: 'edit' })}>
              {staffWords.edit}
            </Button>
          }
        >
          <div className="stack">
            <p>
              <code>{officer.login}</code> · {officer.phone ?? '—'}{' '}
              {officer.ended && <Tag tone="late">{staffWords.endedOfficer}</Tag>}
              {officer.until !== null && !officer.ended && fill(staffWords.toEnd, { date: officer.until })}
            </p>
            <div className="row">
              {officer.ended ? (
                <Button disabledReason={why} onClick={() => open({ kind: 'reinstate' })}>
                  {staffWords.reinstate}
                </Button>
              ) : (
                <>
                  <Button disabledReason={why} onClick={() => open({ kind: 'password' })}>
                    {staffWords.newPassword}
                  </Button>
                  <Button disabledReason={why} onClick={() => open({ kind: 'secondFactor' })}>
                    {staffWords.resetFactor}
                  </Button>
                  <Button kind="danger" disabledReason={why} onClick={() => open({ kind: 'end' })}>
                    {staffWords.endOfficer}
                  </Button>
                </>
              )}
            </div>
            {waiting.map((request) => (
              <Notice key={request.id} tone="warn">
                {staffWords.waiting}：{wordOf(requestKinds, request.kind)}{' '}
                {request.gains
                  .map((gain) => `${gain.role === null ? '' : roleWord(gain.role)} ${gain.agency ?? ''}`)
                  .join('、')}
              </Notice>
            ))}
          </div>
        </Panel>
        <Panel title={staffWords.history}>
          {events.length === 0 && <p className="faint">{staffWords.noHistory}</p>}
          <ul className="staff-list">
            {events.map((event) => (
              <li key={event.id}>
                <span className="grow">
                  {wordOf(staffEventKinds, event.kind)} · {event.by}
                  <br />
                  <span className="muted">{event.reason}</span>
                </span>
                <time className="faint" dateTime={event.at}>
                  {dateTime(event.at)}
                </time>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </div>
  )
}

function Form({ open, detail, onClose }: { open: Open; detail: OfficerDetail; onClose: () => void }) {
  const { officer } = detail
  const base = `/staff/officers/${officer.id}`
  const [until, setUntil] = useState('')
  const [name, setName] = useState(officer.name)
  const [phone, setPhone] = useState('')
  const lastDay = (
    <TextField
      label={staffWords.until}
      hint={staffWords.untilHint}
      type="date"
      value={until}
      onChange={(event) => setUntil(event.target.value)}
    />
  )
  switch (open.kind) {
    case 'post':
      return <PostForm officer={officer} onClose={onClose} />
    case 'absence':
      return <AbsenceForm officer={officer} onClose={onClose} />
    case 'password':
      return (
        <ChangeDialog
          title={staffWords.newPassword}
          note={staffWords.newPasswordNote}
          path={`${base}/account`}
          body={{ what: 'password' }}
          onClose={onClose}
        />
      )
    case 'secondFactor':
      return (
        <ChangeDialog
          title={staffWords.resetFactor}
          note={staffWords.resetFactorNote}
          path={`${base}/account`}
          body={{ what: 'secondFactor' }}
          danger
          onClose={onClose}
        />
      )
    case 'end':
      return (
        <ChangeDialog
          title={staffWords.endOfficer}
          note={staffWords.endOfficerNote}
          path={`${base}/end`}
          body={{ until: until || null }}
          danger
          onClose={onClose}
        >
          {lastDay}
        </ChangeDialog>
      )
    case 'reinstate':
      return (
        <ChangeDialog
          title={staffWords.reinstate}
          note={staffWords.reinstateNote}
          path={`${base}/reinstate`}
          body={{}}
          onClose={onClose}
        />
      )
    case 'endPost':
      return (
        <ChangeDialog
          title={`${staffWords.endPost}：${roleWord(open.post.role)} · ${open.post.agency}`}
          path={`/staff/posts/${open.post.id}/end`}
          body={{ until: until || null }}
          danger
          onClose={onClose}
        >
          {lastDay}
        </ChangeDialog>
      )
    case 'endAbsence':
      return (
        <ChangeDialog
          title={staffWords.back}
          path={`/staff/absences/${open.absence.id}/end`}
          body={{}}
          onClose={onClose}
        />
      )
    case 'edit':
      return (
        <ChangeDialog
          title={fill(staffWords.editOf, { name: officer.name })}
          path={base}
          body={{ name: name.trim(), ...(phone.trim() === '' ? {} : { phone: phone.trim() }) }}
          onClose={onClose}
        >
          <TextField
            label={staffWords.personName}
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label={staffWords.phone}
            hint={fill(staffWords.phoneHint, { phone: officer.phone ?? '—' })}
            inputMode="tel"
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
          />
        </ChangeDialog>
      )
  }
}

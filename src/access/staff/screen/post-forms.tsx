import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, type Page, query } from '../../../ui/api.ts'
import { Combobox } from '../../../ui/combobox.tsx'
import { CheckField, SelectField, TextField } from '../../../ui/controls.tsx'
import { common } from '../../../ui/words/common.ts'
import { staffWords } from '../../../ui/words/staff.ts'
import { fill } from '../../../ui/words.ts'
import { roles } from '../../../vocabulary/roles.ts'
import { absenceKinds } from '../../../vocabulary/staff.ts'
import type { StaffOfficer } from '../schema.ts'
import { useAgencies } from './agencies.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { choicesOf } from './words.ts'

/** First and last day of something; both count. */
export function Days({
  since,
  until,
  onSince,
  onUntil,
  untilRequired = false,
}: {
  since: string
  until: string
  onSince: (day: string) => void
  onUntil: (day: string) => void
  untilRequired?: boolean
}) {
  return (
    <>
      <TextField label={staffWords.since} type="date" value={since} onChange={(event) => onSince(event.target.value)} />
      <TextField
        label={staffWords.until}
        hint={untilRequired ? null : staffWords.untilOpen}
        type="date"
        required={untilRequired}
        value={until}
        onChange={(event) => onUntil(event.target.value)}
      />
    </>
  )
}

export function PostForm({ officer, onClose }: { officer: StaffOfficer; onClose: () => void }) {
  const agencies = useAgencies()
  const [agency, setAgency] = useState('')
  const [role, setRole] = useState('')
  const [title, setTitle] = useState('')
  const [head, setHead] = useState(false)
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  return (
    <ChangeDialog
      title={`${staffWords.grantPost} · ${officer.name}`}
      path={`/staff/officers/${officer.id}/posts`}
      body={
        agency === '' || role === ''
          ? null
          : {
              agencyId: agency,
              role,
              title: title.trim() || null,
              head,
              since: since || null,
              until: until || null,
            }
      }
      onClose={onClose}
    >
      <Combobox
        label={staffWords.agency}
        placeholder={common.pickOne}
        choices={(agencies.data ?? []).filter((one) => !one.ended).map((one) => ({ value: one.id, label: one.name }))}
        value={agency}
        onChoose={setAgency}
      />
      <SelectField
        label={staffWords.role}
        placeholder={common.pickOne}
        required
        value={role}
        choices={choicesOf(roles)}
        onChange={(event) => setRole(event.target.value)}
      />
      <TextField
        label={staffWords.title}
        maxLength={60}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <CheckField label={staffWords.head} checked={head} onChange={(event) => setHead(event.target.checked)} />
      <Days since={since} until={until} onSince={setSince} onUntil={setUntil} />
    </ChangeDialog>
  )
}

export function AbsenceForm({ officer, onClose }: { officer: StaffOfficer; onClose: () => void }) {
  const [substitute, setSubstitute] = useState('')
  const [kind, setKind] = useState('leave')
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  const result = useQuery({
    queryKey: ['staff', 'officers', 'choices'],
    queryFn: ({ signal }) => get<Page<StaffOfficer>>(`/staff/officers${query({ limit: 200 })}`, signal),
  })
  return (
    <ChangeDialog
      title={staffWords.addAbsence}
      note={fill(staffWords.absenceNote, { name: officer.name })}
      path={`/staff/officers/${officer.id}/absences`}
      body={substitute === '' ? null : { substituteId: substitute, kind, since: since || null, until, posts: [] }}
      onClose={onClose}
    >
      <Combobox
        label={staffWords.substitute}
        placeholder={common.pickOne}
        choices={(result.data?.items ?? [])
          .filter((one) => one.id !== officer.id)
          .map((one) => ({ value: one.id, label: `${one.name} · ${one.posts[0]?.agency ?? one.login}` }))}
        value={substitute}
        onChoose={setSubstitute}
      />
      <SelectField
        label={staffWords.kind}
        value={kind}
        choices={choicesOf(absenceKinds)}
        onChange={(event) => setKind(event.target.value)}
      />
      <Days since={since} until={until} onSince={setSince} onUntil={setUntil} untilRequired />
    </ChangeDialog>
  )
}

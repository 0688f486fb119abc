import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../ui/api.ts'
import { Combobox } from '../../../ui/combobox.tsx'
import { Button, SelectField, TextField } from '../../../ui/controls.tsx'
import { Tag } from '../../../ui/marks.tsx'
import { To } from '../../../ui/navigation.tsx'
import { useWhy } from '../../../ui/session.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { staffWords } from '../../../ui/words/staff.ts'
import { fill } from '../../../ui/words.ts'
import { agencyKinds } from '../../../vocabulary/agency-kinds.ts'
import type { StaffAgency } from '../schema.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { StaffHead } from './staff-head.tsx'
import { choicesOf, kindWord, periodWords } from './words.ts'

export function useAgencies() {
  return useQuery({
    queryKey: ['staff', 'agencies'],
    queryFn: async ({ signal }) => (await get<{ items: StaffAgency[] }>('/staff/agencies', signal)).items,
  })
}

type Editing =
  | { readonly kind: 'add'; readonly parent: string | null }
  | { readonly kind: 'edit' | 'end'; readonly agency: StaffAgency }

/** The tree of agencies: who stands below whom, since when, and how many are in office. */
export function Agencies() {
  const result = useAgencies()
  const why = useWhy('staff.manage')
  const [sought, setSought] = useState('')
  const [editing, setEditing] = useState<Editing | null>(null)
  return (
    <div className="page">
      <StaffHead here="/staff/agencies" title={staffWords.agencies} note={staffWords.agenciesNote} />
      <div className="filters">
        <TextField
          label={staffWords.findAgency}
          type="search"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
        <Button kind="primary" disabledReason={why} onClick={() => setEditing({ kind: 'add', parent: null })}>
          {staffWords.addAgency}
        </Button>
      </div>
      <section className="panel" aria-label={staffWords.agencies}>
        <Loaded result={result}>
          {(agencies) => {
            const text = sought.trim().toLowerCase()
            const found = agencies.filter(
              (one) => one.name.toLowerCase().includes(text) || one.code.toLowerCase().includes(text),
            )
            const codes = new Set(agencies.map((one) => one.code))
            const below = (code: string | null): StaffAgency[] =>
              agencies.filter((one) =>
                code === null ? one.parentCode === null || !codes.has(one.parentCode) : one.parentCode === code,
              )
            const line = (agency: StaffAgency) => <AgencyLine agency={agency} why={why} onEdit={setEditing} />
            if (found.length === 0)
              return <EmptyState kind={text === '' ? 'none' : 'filtered'} onClear={() => setSought('')} />
            return text === '' ? (
              <Branch agencies={below(null)} below={below} line={line} depth={0} />
            ) : (
              <ul className="agency-tree">
                {found.map((agency) => (
                  <li key={agency.id}>{line(agency)}</li>
                ))}
              </ul>
            )
          }}
        </Loaded>
      </section>
      {editing !== null && (
        <AgencyForm editing={editing} agencies={result.data ?? []} onClose={() => setEditing(null)} />
      )}
    </div>
  )
}

function Branch({
  agencies,
  below,
  line,
  depth,
}: {
  agencies: readonly StaffAgency[]
  below: (code: string) => StaffAgency[]
  line: (agency: StaffAgency) => React.ReactNode
  depth: number
}) {
  return (
    <ul className="agency-tree">
      {agencies.map((agency) => {
        const children = below(agency.code)
        return (
          <li key={agency.id}>
            {line(agency)}
            {children.length > 0 && (
              <details open={depth < 1}>
                <summary>{fill(staffWords.below, { n: children.length })}</summary>
                <Branch agencies={children} below={below} line={line} depth={depth + 1} />
              </details>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function AgencyLine({
  agency,
  why,
  onEdit,
}: {
  agency: StaffAgency
  why: string | null
  onEdit: (editing: Editing) => void
}) {
  return (
    <span className="agency-line">
      <span className="agency-name">
        {agency.name} <code className="faint">{agency.code}</code>
      </span>
      <Tag>{kindWord(agency.kind)}</Tag>
      {agency.ended && <Tag tone="late">{staffWords.ended}</Tag>}
      <span className="faint">{periodWords(agency.since, agency.until)}</span>
      <To path={`/staff/officers?agency=${agency.id}`}>{fill(staffWords.countOfficers, { n: agency.officers })}</To>
      {!agency.ended && (
        <span className="agency-acts">
          <Button kind="plain" disabledReason={why} onClick={() => onEdit({ kind: 'add', parent: agency.code })}>
            {staffWords.add}
          </Button>
          <Button kind="plain" disabledReason={why} onClick={() => onEdit({ kind: 'edit', agency })}>
            {staffWords.edit}
          </Button>
          <Button kind="plain" disabledReason={why} onClick={() => onEdit({ kind: 'end', agency })}>
            {staffWords.end}
          </Button>
        </span>
      )}
    </span>
  )
}

function AgencyForm({
  editing,
  agencies,
  onClose,
}: {
  editing: Editing
  agencies: readonly StaffAgency[]
  onClose: () => void
}) {
  const known = editing.kind === 'add' ? null : editing.agency
  const [code, setCode] = useState('')
  const [name, setName] = useState(known?.name ?? '')
  const [kind, setKind] = useState<string>(known?.kind ?? 'department')
  const [place, setPlace] = useState(known?.place ?? '')
  const [parent, setParent] = useState(editing.kind === 'add' ? (editing.parent ?? '') : (known?.parentCode ?? ''))
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  if (editing.kind === 'end')
    return (
      <ChangeDialog
        title={fill(staffWords.endOf, { name: editing.agency.name })}
        path={`/staff/agencies/${editing.agency.id}/end`}
        body={{ until: until || null }}
        danger
        confirm={staffWords.end}
        onClose={onClose}
      >
        <TextField
          label={staffWords.until}
          hint={staffWords.untilHint}
          type="date"
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </ChangeDialog>
    )
  const fields = { name: name.trim(), kind, place: place.trim() || null, parentCode: parent || null }
  return (
    <ChangeDialog
      title={known === null ? staffWords.addAgency : fill(staffWords.editOf, { name: known.name })}
      path={known === null ? '/staff/agencies' : `/staff/agencies/${known.id}`}
      body={known === null ? { code: code.trim(), ...fields, since: since || null } : fields}
      onClose={onClose}
    >
      {known === null && (
        <TextField label={staffWords.code} required value={code} onChange={(event) => setCode(event.target.value)} />
      )}
      <TextField
        label={staffWords.name}
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <SelectField
        label={staffWords.kind}
        value={kind}
        choices={choicesOf(agencyKinds)}
        onChange={(event) => setKind(event.target.value)}
      />
      <TextField
        label={staffWords.place}
        hint={staffWords.placeHint}
        inputMode="numeric"
        pattern="\d{6}|\d{9}|\d{12}"
        value={place}
        onChange={(event) => setPlace(event.target.value)}
      />
      <Combobox
        label={staffWords.parent}
        placeholder={staffWords.noParent}
        choices={agencies
          .filter((one) => one.id !== known?.id && !one.ended)
          .map((one) => ({ value: one.code, label: one.name }))}
        value={parent}
        onChoose={setParent}
      />
      {known === null && (
        <TextField
          label={staffWords.since}
          type="date"
          value={since}
          onChange={(event) => setSince(event.target.value)}
        />
      )}
    </ChangeDialog>
  )
}

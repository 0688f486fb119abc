import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, type Page, post, query } from '../../../ui/api.ts'
import { Combobox } from '../../../ui/combobox.tsx'
import { Button, SelectField, TextField } from '../../../ui/controls.tsx'
import { Tag } from '../../../ui/marks.tsx'
import { To, useFilters, useGo } from '../../../ui/navigation.tsx'
import { useWhy } from '../../../ui/session.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { common } from '../../../ui/words/common.ts'
import { staffWords } from '../../../ui/words/staff.ts'
import { fill } from '../../../ui/words.ts'
import { roles } from '../../../vocabulary/roles.ts'
import type { StaffOfficer } from '../schema.ts'
import { useAgencies } from './agencies.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { StaffHead } from './staff-head.tsx'
import { choicesOf, roleWord } from './words.ts'

const states = ['current', 'ended', 'all'] as const
const stateWords = { current: staffWords.current, ended: staffWords.endedOfficer, all: staffWords.all }

/** Posts that count now or will, one below the other. */
export function PostLines({ posts }: { posts: StaffOfficer['posts'] }) {
  const shown = posts.filter((post) => post.state !== 'over')
  if (shown.length === 0) return <span className="faint">{staffWords.noPosts}</span>
  return (
    <ul className="post-lines">
      {shown.map((post) => (
        <li key={post.id}>
          {roleWord(post.role)} · {post.agency}
          {post.forName !== null && <Tag tone="active">{fill(staffWords.forWhom, { name: post.forName })}</Tag>}
          {post.state === 'future' && <Tag>{staffWords.future}</Tag>}
        </li>
      ))}
    </ul>
  )
}

export function Officers() {
  const [filters, setFilters] = useFilters()
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  const [adding, setAdding] = useState(false)
  const agencies = useAgencies()
  const why = useWhy('staff.manage')
  const go = useGo()
  const { agency, role, state = 'current' } = filters
  const result = useInfiniteQuery({
    queryKey: ['staff', 'officers', q, agency, role, state],
    queryFn: ({ signal, pageParam }) =>
      q === ''
        ? get<Page<StaffOfficer>>(
            `/staff/officers${query({ agency, role, state, cursor: pageParam, limit: 50 })}`,
            signal,
          )
        : post<Page<StaffOfficer>>('/staff/officers/search', {
            ...Object.fromEntries(Object.entries({ agency, role, cursor: pageParam }).filter(([, value]) => value)),
            q,
            state,
            limit: 50,
          }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <div className="page">
      <StaffHead here="/staff/officers" title={staffWords.officers} note={staffWords.officersNote} />
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault()
          setQ(typed.trim())
        }}
      >
        <TextField
          label={staffWords.find}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit">{common.search}</Button>
        <Combobox
          label={staffWords.agency}
          placeholder={staffWords.anyAgency}
          choices={(agencies.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={agency ?? ''}
          onChoose={(value) => setFilters({ agency: value })}
        />
        <SelectField
          label={staffWords.role}
          placeholder={staffWords.anyRole}
          value={role ?? ''}
          choices={choicesOf(roles)}
          onChange={(event) => setFilters({ role: event.target.value })}
        />
        <SelectField
          label={staffWords.state}
          value={state}
          choices={states.map((value) => ({ value, label: stateWords[value] }))}
          onChange={(event) => setFilters({ state: event.target.value })}
        />
        <Button kind="primary" disabledReason={why} onClick={() => setAdding(true)}>
          {staffWords.addOfficer}
        </Button>
      </form>
      <section className="panel" aria-label={staffWords.officers}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={8} />}
        {result.data !== undefined && rows.length === 0 && (
          <EmptyState
            kind="filtered"
            onClear={() => {
              setTyped('')
              setQ('')
              setFilters({ agency: undefined, role: undefined, state: undefined })
            }}
          />
        )}
        {rows.length > 0 && (
          <Table<StaffOfficer>
            label={staffWords.officers}
            rows={rows}
            rowKey={(row) => row.id}
            onOpen={(row) => go(`/staff/officers/${row.id}`)}
            columns={[
              {
                id: 'name',
                header: staffWords.personName,
                cell: (row) => (
                  <>
                    <To path={`/staff/officers/${row.id}`}>{row.name}</To>{' '}
                    {row.ended && <Tag tone="late">{staffWords.endedOfficer}</Tag>}
                  </>
                ),
              },
              { id: 'login', header: staffWords.login, nowrap: true, cell: (row) => <code>{row.login}</code> },
              { id: 'posts', header: staffWords.posts, cell: (row) => <PostLines posts={row.posts} /> },
              { id: 'phone', header: staffWords.phone, nowrap: true, cell: (row) => row.phone ?? '—' },
              { id: 'until', header: staffWords.until, nowrap: true, cell: (row) => row.until ?? staffWords.always },
            ]}
            foot={
              result.hasNextPage ? (
                <Button busy={result.isFetchingNextPage} onClick={() => void result.fetchNextPage()}>
                  {fill(common.loadMore, { n: 50 })}
                </Button>
              ) : undefined
            }
          />
        )}
      </section>
      {adding && <NewOfficerForm onClose={() => setAdding(false)} />}
    </div>
  )
}

function NewOfficerForm({ onClose }: { onClose: () => void }) {
  const agencies = useAgencies()
  const [login, setLogin] = useState('')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [agency, setAgency] = useState('')
  return (
    <ChangeDialog
      title={staffWords.addOfficer}
      path="/staff/officers"
      body={
        agency === '' ? null : { login: login.trim(), name: name.trim(), phone: phone.trim() || null, agencyId: agency }
      }
      onClose={onClose}
    >
      <TextField
        label={staffWords.login}
        hint={staffWords.loginHint}
        required
        pattern="[A-Za-z0-9._\-]{2,60}"
        value={login}
        onChange={(event) => setLogin(event.target.value)}
      />
      <TextField
        label={staffWords.personName}
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={staffWords.phone}
        inputMode="tel"
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
      <Combobox
        label={staffWords.agency}
        placeholder={common.pickOne}
        choices={(agencies.data ?? []).filter((one) => !one.ended).map((one) => ({ value: one.id, label: one.name }))}
        value={agency}
        onChoose={setAgency}
      />
    </ChangeDialog>
  )
}

import { useInfiniteQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { get, query } from '../../ui/api.ts'
import { Button, SelectField, TextField } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { type Filters, useFilters } from '../../ui/navigation.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { auditWords, fieldWords, kindWords } from '../../ui/words/audit.ts'
import { common } from '../../ui/words/common.ts'
import { fill, said } from '../../ui/words.ts'
import { purposes } from '../../vocabulary/purposes.ts'
import { roles } from '../../vocabulary/roles.ts'
import type { AuditRead, AuditReads } from '../schema.ts'

const names = ['officer', 'agency', 'role', 'purpose', 'kind', 'traceCode', 'result', 'from', 'to'] as const
type Name = (typeof names)[number]

export const roleName = (role: string | null): string =>
  role === null ? '' : said((roles as Readonly<Record<string, { zh: string; en: string }>>)[role], role)
export const purposeName = (purpose: string): string =>
  said((purposes as Readonly<Record<string, { zh: string; en: string }>>)[purpose], purpose)
const fieldName = (field: string): string => (fieldWords as Readonly<Record<string, string>>)[field] ?? field
const kindName = (kind: string): string => (kindWords as Readonly<Record<string, string>>)[kind] ?? kind

function who(read: AuditRead): string {
  if (read.actor === 'officer') return read.officer ?? common.unknown
  return read.actor === 'party' ? auditWords.party : auditWords.program
}

export function ReadsPart() {
  const [filters, setFilters] = useFilters()
  const chosen = Object.fromEntries(names.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])))
  const result = useInfiniteQuery({
    queryKey: ['audit', 'reads', chosen],
    queryFn: ({ signal, pageParam }) =>
      get<AuditReads>(`/audit/reads${query({ ...chosen, cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  const filtered = Object.keys(chosen).length > 0
  const clear = (): void => setFilters(Object.fromEntries(names.map((name) => [name, undefined])))
  return (
    <>
      <ReadFilters key={JSON.stringify(chosen)} filters={filters} onApply={setFilters} onClear={clear} />
      <section className="panel audit-log" aria-label={auditWords.reads}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={8} />}
        {result.data !== undefined && rows.length === 0 && (
          <EmptyState kind={filtered ? 'filtered' : 'none'} onClear={clear}>
            {filtered ? undefined : auditWords.empty}
          </EmptyState>
        )}
        {rows.length > 0 && (
          <Table<AuditRead>
            label={auditWords.reads}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              { id: 'at', header: auditWords.time, nowrap: true, cell: (row) => dateTime(row.at) },
              {
                id: 'who',
                header: auditWords.who,
                cell: (row) => (
                  <span>
                    {who(row)}
                    {row.agency !== null && (
                      <span className="muted">
                        {' '}
                        {row.agency} {roleName(row.role)}
                      </span>
                    )}
                  </span>
                ),
              },
              { id: 'purpose', header: auditWords.purpose, nowrap: true, cell: (row) => purposeName(row.purpose) },
              {
                id: 'kind',
                header: auditWords.kind,
                cell: (row) => (
                  <span>
                    {kindName(row.kind)} {row.traceCode !== null && <code>{row.traceCode}</code>}
                    {row.disputes > 0 && <span className="muted"> {fill(auditWords.listed, { n: row.disputes })}</span>}
                  </span>
                ),
              },
              { id: 'fields', header: auditWords.fields, cell: (row) => row.fields.map(fieldName).join('、') },
              { id: 'reason', header: auditWords.reason, cell: (row) => row.reason ?? '—' },
              {
                id: 'result',
                header: auditWords.result,
                nowrap: true,
                cell: (row) => (
                  <Tag tone={row.result === 'refused' ? 'late' : 'plain'}>
                    {row.result === 'refused' ? auditWords.refused : auditWords.shown}
                  </Tag>
                ),
              },
              {
                id: 'sealed',
                header: auditWords.seals,
                nowrap: true,
                cell: (row) => (row.sealed ? auditWords.sealed : auditWords.waiting),
              },
            ]}
          />
        )}
        {result.hasNextPage && (
          <Button kind="plain" onClick={() => void result.fetchNextPage()}>
            {fill(common.loadMore, { n: 50 })}
          </Button>
        )}
      </section>
    </>
  )
}

function ReadFilters({
  filters,
  onApply,
  onClear,
}: {
  filters: Filters
  onApply: (changes: Filters) => void
  onClear: () => void
}) {
  const [draft, setDraft] = useState<Partial<Record<Name, string>>>(
    Object.fromEntries(names.map((name) => [name, filters[name] ?? ''])),
  )
  const field = (name: Name) => ({
    value: draft[name] ?? '',
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  })
  const apply = (event: FormEvent): void => {
    event.preventDefault()
    onApply(Object.fromEntries(names.map((name) => [name, draft[name]?.trim() || undefined])))
  }
  const every = { value: '', label: common.all }
  return (
    <form className="filters" onSubmit={apply}>
      <TextField label={auditWords.traceCode} maxLength={40} {...field('traceCode')} />
      <SelectField
        label={auditWords.role}
        choices={[every, ...Object.entries(roles).map(([value, word]) => ({ value, label: said(word) }))]}
        {...field('role')}
      />
      <SelectField
        label={auditWords.purpose}
        choices={[every, ...Object.keys(purposes).map((value) => ({ value, label: purposeName(value) }))]}
        {...field('purpose')}
      />
      <SelectField
        label={auditWords.kind}
        choices={[every, ...Object.entries(kindWords).map(([value, label]) => ({ value, label }))]}
        {...field('kind')}
      />
      <SelectField
        label={auditWords.result}
        choices={[every, { value: 'shown', label: auditWords.shown }, { value: 'refused', label: auditWords.refused }]}
        {...field('result')}
      />
      <TextField label={auditWords.from} type="date" {...field('from')} />
      <TextField label={auditWords.to} type="date" {...field('to')} />
      <Button type="submit" kind="primary">
        {auditWords.apply}
      </Button>
      <Button onClick={onClear}>{auditWords.clear}</Button>
    </form>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, type Page, post } from '../../ui/api.ts'
import { useNow } from '../../ui/clock.ts'
import { Button, RadioGroup, SelectField, TextField } from '../../ui/controls.tsx'
import { date, dateTime } from '../../ui/format.ts'
import { To, useGo } from '../../ui/navigation.tsx'
import { townChoices } from '../../ui/places.ts'
import { useMay, useSession, useWhy } from '../../ui/session.tsx'
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { reportWords } from '../../ui/words/reports.ts'
import type { ReportRow } from '../schema.ts'
import { EducationList } from './education-list.tsx'

export function Reports() {
  const may = useMay()
  const why = useWhy('report.make')
  const result = useQuery({
    queryKey: ['reports', 'list'],
    queryFn: ({ signal }) => get<Page<ReportRow>>('/reports?limit=100', signal),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{reportWords.title}</h1>
        <p className="muted">{reportWords.note}</p>
      </header>
      {why === null ? <NewReportForm /> : <p className="muted">{why}</p>}
      <section className="panel" aria-label={reportWords.title}>
        <Loaded result={result}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState kind="none">{reportWords.empty}</EmptyState>
            ) : (
              <Table<ReportRow>
                label={reportWords.title}
                rows={data.items}
                rowKey={(row) => row.id}
                columns={[
                  {
                    id: 'title',
                    header: reportWords.title,
                    cell: (row) => <To path={`/reports/${row.id}`}>{row.title}</To>,
                  },
                  { id: 'place', header: reportWords.place, nowrap: true, cell: (row) => row.placeName },
                  { id: 'period', header: reportWords.period, nowrap: true, cell: (row) => row.period },
                  { id: 'made', header: reportWords.madeAt, nowrap: true, cell: (row) => dateTime(row.madeAt) },
                  {
                    id: 'by',
                    header: reportWords.madeBy,
                    nowrap: true,
                    cell: (row) => row.madeBy ?? reportWords.bySchedule,
                  },
                  {
                    id: 'pdf',
                    header: reportWords.pdf,
                    nowrap: true,
                    cell: (row) => <a href={`/api/v1/reports/${row.id}.pdf`}>{reportWords.pdf}</a>,
                  },
                ]}
              />
            )
          }
        </Loaded>
      </section>
      {may('education.read') && <EducationList />}
    </div>
  )
}

function NewReportForm() {
  const session = useSession()
  const go = useGo()
  const client = useQueryClient()
  const now = useNow(60_000)
  const lastMonth = date(new Date(now).setUTCDate(0)).slice(0, 7)
  const [place, setPlace] = useState(session.officer?.town ?? session.county.code)
  const [by, setBy] = useState('month')
  const [month, setMonth] = useState(lastMonth)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const make = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      const made = await post<{ id: string }>('/reports', by === 'month' ? { place, month } : { place, from, to })
      await client.invalidateQueries({ queryKey: ['reports'] })
      go(`/reports/${made.id}`)
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="panel"
      aria-label={reportWords.make}
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <div className="body filters">
        <SelectField
          label={reportWords.place}
          value={place}
          onChange={(event) => setPlace(event.target.value)}
          choices={[{ value: session.county.code, label: reportWords.wholeCounty }, ...townChoices]}
        />
        <RadioGroup
          legend={reportWords.period}
          name="by"
          value={by}
          onChoose={setBy}
          choices={[
            { value: 'month', label: reportWords.byMonth },
            { value: 'period', label: reportWords.byPeriod },
          ]}
        />
        {by === 'month' ? (
          <TextField
            label={reportWords.month}
            type="month"
            required
            value={month}
            onChange={(event) => setMonth(event.target.value)}
          />
        ) : (
          <>
            <TextField
              label={reportWords.from}
              type="date"
              required
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
            <TextField
              label={reportWords.to}
              type="date"
              required
              value={to}
              min={from}
              onChange={(event) => setTo(event.target.value)}
            />
          </>
        )}
        <Button type="submit" kind="primary" busy={busy}>
          {reportWords.make}
        </Button>
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      </div>
    </form>
  )
}

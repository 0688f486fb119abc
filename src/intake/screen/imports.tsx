import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { apiRoot, get, messageOf, type Page, post } from '../../ui/api.ts'
import { Button, SelectField, TextField } from '../../ui/controls.tsx'
import { count, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { Kpi, Panel } from '../../ui/panel.tsx'
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { sourceWords } from '../../ui/trace.tsx'
import { common } from '../../ui/words/common.ts'
import { intakeWords } from '../../ui/words/intake.ts'
import { fill, said } from '../../ui/words.ts'
import { sources } from '../../vocabulary/sources.ts'
import type { ImportPreview, ImportRun, ImportStatus } from '../schema.ts'
import { Mapping } from './mapping.tsx'

const statusWords: Readonly<Record<ImportStatus, string>> = {
  preview: intakeWords.previewState,
  running: intakeWords.running,
  done: intakeWords.done,
  failed: intakeWords.failed,
  expired: intakeWords.expired,
}

/** Upload → preview with a proposed mapping → progress → counts with the rejects to mend. */
export function Imports() {
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [started, setStarted] = useState<string | null>(null)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{intakeWords.title}</h1>
        <p className="muted">{intakeWords.note}</p>
      </header>
      {started !== null ? (
        <Progress
          id={started}
          onAnother={() => {
            setStarted(null)
            setPreview(null)
          }}
        />
      ) : preview === null ? (
        <Upload onPreview={setPreview} />
      ) : (
        <Mapping preview={preview} onStarted={setStarted} onCancel={() => setPreview(null)} />
      )}
      <History />
    </div>
  )
}

function Upload({ onPreview }: { onPreview: (preview: ImportPreview) => void }) {
  const [source, setSource] = useState('')
  const [supplier, setSupplier] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const upload = async (): Promise<void> => {
    if (file === null) return
    setBusy(true)
    setWrong(null)
    const form = new FormData()
    form.append('source', source)
    if (supplier !== '') form.append('supplier', supplier)
    form.append('file', file)
    try {
      onPreview(await post<ImportPreview>('/imports', form))
    } catch (cause) {
      setWrong(messageOf(cause))
      setBusy(false)
    }
  }
  return (
    <form
      className="panel"
      aria-label={intakeWords.upload}
      onSubmit={(event) => {
        event.preventDefault()
        void upload()
      }}
    >
      <div className="body filters wide">
        <SelectField
          label={intakeWords.source}
          required
          placeholder={common.pickOne}
          value={source}
          onChange={(event) => setSource(event.target.value)}
          choices={Object.entries(sources).map(([value, entry]) => ({ value, label: said(entry) }))}
        />
        <TextField
          label={intakeWords.supplier}
          hint={intakeWords.supplierHint}
          value={supplier}
          onChange={(event) => setSupplier(event.target.value)}
        />
        <TextField
          label={intakeWords.file}
          hint={intakeWords.fileHint}
          type="file"
          required
          accept=".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
        <Button type="submit" kind="primary" busy={busy}>
          {intakeWords.upload}
        </Button>
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      </div>
    </form>
  )
}

function Progress({ id, onAnother }: { id: string; onAnother: () => void }) {
  const result = useQuery({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => get<ImportRun>(`/imports/${id}`, signal),
    refetchInterval: (query) =>
      query.state.data?.status === 'running' || query.state.data?.status === 'preview' ? 1000 : false,
  })
  return (
    <Loaded result={result} lines={4}>
      {(run) => (
        <Panel
          title={`${statusWords[run.status]} · ${run.fileName}`}
          aside={fill(intakeWords.rows, { n: count(run.rows) })}
        >
          <div className="stack" aria-live="polite">
            {run.status === 'running' && <progress aria-label={intakeWords.running} />}
            {run.problem !== null && <Notice tone="wrong">{run.problem}</Notice>}
            <div className="kpis">
              <Counts run={run} />
            </div>
            {run.droppedColumns.length > 0 && (
              <Notice tone="warn">{fill(intakeWords.dropped, { columns: run.droppedColumns.join('、') })}</Notice>
            )}
            <div className="row">
              {run.counts.rejected > 0 && (
                <a className="button" href={`${apiRoot}/imports/${run.id}/rejects.csv`} download>
                  {intakeWords.rejects}
                </a>
              )}
              {run.status !== 'running' && <Button onClick={onAnother}>{intakeWords.another}</Button>}
            </div>
          </div>
        </Panel>
      )}
    </Loaded>
  )
}

function Counts({ run }: { run: ImportRun }) {
  const list = [
    [intakeWords.accepted, run.counts.accepted],
    [intakeWords.updated, run.counts.updated],
    [intakeWords.duplicates, run.counts.duplicates],
    [intakeWords.rejected, run.counts.rejected],
    [intakeWords.excluded, run.counts.excluded],
  ] as const
  return list.map(([label, value]) => <Kpi key={label} label={label} value={count(value)} noReport={common.noReport} />)
}

function History() {
  const result = useQuery({
    queryKey: ['imports', 'list'],
    queryFn: ({ signal }) => get<Page<ImportRun>>('/imports', signal),
  })
  return (
    <Panel title={intakeWords.history} flush>
      <Loaded result={result}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState kind="none">{intakeWords.historyEmpty}</EmptyState>
          ) : (
            <Table<ImportRun>
              label={intakeWords.history}
              rows={data.items}
              rowKey={(run) => run.id}
              columns={[
                { id: 'at', header: intakeWords.at, nowrap: true, cell: (run) => dateTime(run.createdAt) },
                { id: 'source', header: intakeWords.source, nowrap: true, cell: (run) => sourceWords(run.source) },
                { id: 'file', header: intakeWords.fileName, cell: (run) => run.fileName },
                { id: 'supplier', header: intakeWords.supplier, cell: (run) => run.supplier },
                {
                  id: 'accepted',
                  header: intakeWords.accepted,
                  number: true,
                  cell: (run) => count(run.counts.accepted),
                },
                { id: 'updated', header: intakeWords.updated, number: true, cell: (run) => count(run.counts.updated) },
                {
                  id: 'duplicates',
                  header: intakeWords.duplicates,
                  number: true,
                  cell: (run) => count(run.counts.duplicates),
                },
                {
                  id: 'rejected',
                  header: intakeWords.rejected,
                  number: true,
                  cell: (run) =>
                    run.counts.rejected === 0 ? (
                      0
                    ) : (
                      <a href={`${apiRoot}/imports/${run.id}/rejects.csv`} download>
                        {count(run.counts.rejected)}
                      </a>
                    ),
                },
                {
                  id: 'excluded',
                  header: intakeWords.excluded,
                  number: true,
                  cell: (run) => count(run.counts.excluded),
                },
                { id: 'by', header: intakeWords.startedBy, nowrap: true, cell: (run) => run.startedBy ?? '—' },
                {
                  id: 'state',
                  header: intakeWords.state,
                  nowrap: true,
                  cell: (run) => (
                    <Tag tone={run.status === 'done' ? 'ok' : run.status === 'failed' ? 'late' : 'plain'}>
                      {statusWords[run.status]}
                    </Tag>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}

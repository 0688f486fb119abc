import { useState } from 'react'
import { messageOf, post } from '../../ui/api.ts'
import { Button, SelectField, TextField } from '../../ui/controls.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { common } from '../../ui/words/common.ts'
import { intakeWords } from '../../ui/words/intake.ts'
import { fill } from '../../ui/words.ts'
import type { ColumnProposal, ImportPreview } from '../schema.ts'

const basisWords: Readonly<Record<string, string>> = {
  name: intakeWords.basisName,
  synonym: intakeWords.basisSynonym,
  partOfName: intakeWords.basisPart,
  values: intakeWords.basisValues,
  profile: intakeWords.basisProfile,
  none: intakeWords.basisNone,
  dropped: intakeWords.basisDropped,
}

/** The proposal is only that: a person confirms each column, and the required ones must be there before it starts. */
export function Mapping({
  preview,
  onStarted,
  onCancel,
}: {
  preview: ImportPreview
  onStarted: (id: string) => void
  onCancel: () => void
}) {
  const [columns, setColumns] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(
      preview.proposal.flatMap((proposal) =>
        proposal.standard === null ? [] : [[proposal.column, proposal.standard]],
      ),
    ),
  )
  const [saveAs, setSaveAs] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const used = new Set(Object.values(columns))
  const lacking = preview.standard
    .filter((standard) => standard.required && !used.has(standard.name))
    .map((standard) => standard.name)
  const choose = (column: string, standard: string): void => {
    const { [column]: _, ...rest } = columns
    setColumns(standard === '' ? rest : { ...rest, [column]: standard })
  }
  const start = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      await post(`/imports/${preview.run.id}/start`, {
        columns,
        ...(saveAs.trim() === '' ? {} : { saveAs: saveAs.trim() }),
      })
      onStarted(preview.run.id)
    } catch (cause) {
      setWrong(messageOf(cause))
      setBusy(false)
    }
  }
  return (
    <>
      <Panel
        title={intakeWords.mapping}
        flush
        aside={preview.profile === null ? '' : fill(intakeWords.profileUsed, preview.profile)}
      >
        <p className="table-foot">{intakeWords.mappingNote}</p>
        <Table<ColumnProposal>
          label={intakeWords.mapping}
          rows={preview.proposal}
          rowKey={(proposal) => proposal.column}
          columns={[
            {
              id: 'column',
              header: intakeWords.column,
              nowrap: true,
              cell: (proposal) => <strong>{proposal.column}</strong>,
            },
            {
              id: 'samples',
              header: intakeWords.samples,
              cell: (proposal) => (
                <span className="muted">
                  {proposal.samples
                    .map((sample) => (sample.length > 28 ? `${sample.slice(0, 28)}…` : sample))
                    .join(' ｜ ')}
                </span>
              ),
            },
            {
              id: 'standard',
              header: intakeWords.standard,
              cell: (proposal) =>
                proposal.basis === 'dropped' ? (
                  basisWords.dropped
                ) : (
                  <span className="bare-label">
                    <SelectField
                      label={`${intakeWords.standard}：${proposal.column}`}
                      value={columns[proposal.column] ?? ''}
                      placeholder={intakeWords.keepRaw}
                      onChange={(event) => choose(proposal.column, event.target.value)}
                      choices={preview.standard
                        .filter((standard) => !used.has(standard.name) || columns[proposal.column] === standard.name)
                        .map((standard) => ({
                          value: standard.name,
                          label: standard.required ? `${standard.name} *` : standard.name,
                        }))}
                    />
                  </span>
                ),
            },
            {
              id: 'basis',
              header: intakeWords.basis,
              nowrap: true,
              cell: (proposal) => (
                <span className="muted">
                  {basisWords[String(proposal.basis)]}{' '}
                  {proposal.standard !== null && `${Math.round(proposal.confidence * 100)}%`}
                </span>
              ),
            },
          ]}
        />
        <form
          className="body filters"
          onSubmit={(event) => {
            event.preventDefault()
            void start()
          }}
        >
          <TextField
            label={intakeWords.saveAs}
            maxLength={100}
            value={saveAs}
            onChange={(event) => setSaveAs(event.target.value)}
          />
          <Button
            type="submit"
            kind="primary"
            busy={busy}
            disabledReason={
              lacking.length > 0 ? fill(intakeWords.requiredMissing, { columns: lacking.join('、') }) : null
            }
          >
            {intakeWords.start}
          </Button>
          <Button onClick={onCancel}>{common.cancel}</Button>
          {lacking.length > 0 && (
            <Notice tone="warn">{fill(intakeWords.requiredMissing, { columns: lacking.join('、') })}</Notice>
          )}
          {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        </form>
      </Panel>
      <Panel
        title={intakeWords.preview}
        flush
        aside={fill(intakeWords.previewAside, {
          name: preview.run.fileName,
          encoding: preview.encoding,
          n: preview.rows.length,
        })}
      >
        <Table
          label={intakeWords.preview}
          rows={preview.rows.map((cells, index) => ({ key: String(index), cells }))}
          rowKey={(row) => row.key}
          columns={preview.header.map((header, index) => ({
            id: `${index}${header}`,
            header,
            cell: (row: { cells: readonly string[] }) => <span className="preview-cell">{row.cells[index]}</span>,
          }))}
        />
      </Panel>
    </>
  )
}

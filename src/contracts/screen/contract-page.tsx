import { useQuery } from '@tanstack/react-query'
import { get } from '../../ui/api.ts'
import { dateTime, money } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useParameter } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { contractWords } from '../../ui/words/contracts.ts'
import { fill } from '../../ui/words.ts'
import type { ContractDetail, Instalment, InstalmentState } from '../schema.ts'
import { contractStateWords, helpWords, rate } from './contracts.tsx'

const instalmentWords: Readonly<Record<InstalmentState, string>> = {
  future: contractWords.future,
  due: contractWords.dueState,
  paid: contractWords.paidState,
  partial: contractWords.partial,
  overdue: contractWords.overdueState,
  paidLate: contractWords.paidLate,
}

export function ContractPage() {
  const id = useParameter('id')
  const result = useQuery({
    queryKey: ['contracts', 'one', id],
    queryFn: ({ signal }) => get<ContractDetail>(`/contracts/${id}`, signal),
  })
  return (
    <Loaded result={result} lines={12}>
      {(contract) => (
        <div className="page">
          <header className="page-head">
            <div className="row">
              <Tag tone={contract.state === 'overdue' ? 'late' : contract.state === 'settled' ? 'ok' : 'plain'}>
                {contractStateWords[contract.state]}
              </Tag>
              <span className="muted">
                {contract.lender} · {contract.product ?? '—'} · {contractWords.signedOn} {contract.signedOn}
              </span>
              <span className="muted">
                {contractWords.help}：{helpWords[contract.help]}
              </span>
              <To path={`/disputes/${contract.traceCode}`}>
                <code>{contract.traceCode}</code>
              </To>
            </div>
            <h1>
              {contractWords.number} <code>{contract.number}</code>
            </h1>
            <p className="muted">
              {contractWords.principal} {money(contract.principal)} · {contractWords.rate}{' '}
              {rate(contract.rateMicroPercent)} · {contractWords.instalments} {contract.instalments} ·{' '}
              {fill(contractWords.asOf, { time: dateTime(contract.asOf) })}
            </p>
          </header>
          {contract.hardshipOffer !== null && (
            <Notice tone="warn">
              <strong>{contractWords.offer}</strong>
              <p className="prose">{contract.hardshipOffer}</p>
            </Notice>
          )}
          <div className="alert-grid">
            <Panel
              title={contractWords.schedule}
              aside={contract.scheduleComputed ? contractWords.computed : contractWords.reported}
              flush
            >
              <Table<Instalment>
                label={contractWords.schedule}
                rows={contract.schedule}
                rowKey={(line) => String(line.number)}
                columns={[
                  { id: 'n', header: contractWords.period, number: true, cell: (line) => line.number },
                  { id: 'due', header: contractWords.due, nowrap: true, cell: (line) => line.due },
                  {
                    id: 'principal',
                    header: contractWords.principal,
                    number: true,
                    nowrap: true,
                    cell: (line) => (line.principal === null ? '—' : money(line.principal)),
                  },
                  {
                    id: 'interest',
                    header: contractWords.interest,
                    number: true,
                    nowrap: true,
                    cell: (line) => (line.interest === null ? '—' : money(line.interest)),
                  },
                  {
                    id: 'amount',
                    header: contractWords.amount,
                    number: true,
                    nowrap: true,
                    cell: (line) => money(line.amount),
                  },
                  {
                    id: 'paid',
                    header: contractWords.paid,
                    number: true,
                    nowrap: true,
                    cell: (line) => money(line.paid),
                  },
                  { id: 'on', header: contractWords.paidOn, nowrap: true, cell: (line) => line.paidOn ?? '—' },
                  {
                    id: 'late',
                    header: contractWords.daysLate,
                    number: true,
                    cell: (line) => (line.daysLate === 0 ? '—' : line.daysLate),
                  },
                  {
                    id: 'state',
                    header: contractWords.state,
                    nowrap: true,
                    cell: (line) => (
                      <Tag tone={line.state === 'overdue' ? 'late' : line.state === 'paid' ? 'ok' : 'plain'}>
                        {instalmentWords[line.state]}
                      </Tag>
                    ),
                  },
                ]}
                foot={`${contractWords.totals}：${contractWords.amount} ${money(contract.totals.due)}，${contractWords.paid} ${money(contract.totals.paid)}`}
              />
            </Panel>
            <div className="alert-side">
              <Panel title={contractWords.rateCheck}>
                <p>{contract.rateCheck.text}</p>
                <p className="faint">
                  {contract.rateCheck.source}
                  {!contract.rateCheck.verified && `（${contractWords.unverified}）`}
                </p>
              </Panel>
              <Panel title={contractWords.ledger}>
                <ul>
                  {contract.ledger.map((entry) => (
                    <li key={entry.index}>
                      {fill(contractWords.entry, { n: entry.index })} <code className="faint">{entry.kind}</code>{' '}
                      <span className="faint">{dateTime(entry.at)}</span>
                    </li>
                  ))}
                </ul>
              </Panel>
            </div>
          </div>
        </div>
      )}
    </Loaded>
  )
}

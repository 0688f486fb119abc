import { useQuery } from '@tanstack/react-query'
import { get } from '../../../ui/api.ts'
import { date } from '../../../ui/format.ts'
import { To, useGo, useParameter } from '../../../ui/navigation.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { townName } from '../../../ui/places.ts'
import { Loaded, Notice } from '../../../ui/states.tsx'
import { SourceReference } from '../../../ui/trace.tsx'
import { typeName } from '../../../ui/types.ts'
import { reviewUi } from '../../../ui/words/review.ts'
import { fill } from '../../../ui/words.ts'
import { PartyList } from '../../screen/party-list.tsx'
import type { ReviewPair, ReviewSide } from '../schema.ts'
import { AnswerForm, UndoForm } from './answer.tsx'
import { Waterfall } from './waterfall.tsx'

const questions: Readonly<Record<ReviewPair['kind'], string>> = {
  merge: reviewUi.questionMerge,
  party: reviewUi.questionParty,
  token: reviewUi.questionToken,
  link: reviewUi.questionLink,
  request: reviewUi.questionRequest,
}

/** Two sides, what was compared, three answers. */
export function ReviewPairPage() {
  const id = useParameter('id')
  const go = useGo()
  const result = useQuery({
    queryKey: ['reviews', 'pair', id],
    queryFn: ({ signal }) => get<ReviewPair>(`/reviews/${id}`, signal),
    // A look is a line in the log of reads: none is made behind the reader's back.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  return (
    <div className="page">
      <Loaded result={result} lines={12}>
        {(pair) => {
          const list = `/reviews?view=${pair.undo === null ? pair.kind : 'undo'}`
          const onward = (next: string | null): void => go(next === null ? list : `/reviews/${next}`)
          return (
            <>
              <header className="page-head">
                <p>
                  <To path={list}>{reviewUi.back}</To>
                </p>
                <h1>{questions[pair.kind]}</h1>
                {pair.asked !== null && <Notice tone="warn">{pair.asked}</Notice>}
              </header>
              <div className="review-grid">
                <Side side={pair.sides[0]} title={pair.kind === 'link' ? reviewUi.joined : reviewUi.left} />
                <Side side={pair.sides[1]} title={pair.kind === 'link' ? reviewUi.rest : reviewUi.right} />
                {pair.kind !== 'request' && (
                  <Panel title={reviewUi.waterfall} className="review-evidence" flush>
                    <Waterfall pair={pair} />
                  </Panel>
                )}
                <div className="review-answer">
                  {pair.undo !== null && <UndoForm operation={pair.undo} onDone={() => onward(pair.next)} />}
                  {pair.barred !== null && pair.undo === null && <Notice tone="warn">{pair.barred}</Notice>}
                  <AnswerForm key={pair.id} pair={pair} onward={onward} />
                </div>
              </div>
            </>
          )
        }}
      </Loaded>
    </div>
  )
}

function Side({ side, title }: { side: ReviewSide; title: string }) {
  return (
    <Panel title={title} aside={side.open ? fill(reviewUi.recordCount, { n: side.recordCount }) : undefined}>
      {!side.open ? (
        <p className="muted">{side.elsewhere === null ? reviewUi.unseen : fill(reviewUi.elsewhere, side.elsewhere)}</p>
      ) : (
        <div className="stack">
          {side.type !== null && (
            <p>
              {typeName(side.type)} · {townName(side.town)}
              {side.site !== null && ` · ${side.site}`}
              {side.code !== null && (
                <>
                  {' '}
                  <To path={`/disputes/${side.code}`}>
                    <code>{side.code}</code>
                  </To>
                </>
              )}
              {side.from !== null && side.until !== null && (
                <>
                  <br />
                  <span className="muted">
                    {reviewUi.period} {date(side.from)} – {date(side.until)}
                  </span>
                </>
              )}
            </p>
          )}
          {side.code !== null && side.parties.length > 0 ? (
            <PartyList code={side.code} parties={side.parties} />
          ) : (
            <p className="muted">{reviewUi.sealedParties}</p>
          )}
          {side.records.length > 0 && (
            <ul className="plain-list">
              {side.records.map((record) => (
                <li key={record.id}>
                  <SourceReference source={record.source} number={record.number} href={`/records/${record.id}`} />{' '}
                  <span className="muted">{date(record.at)}</span>
                </li>
              ))}
            </ul>
          )}
          {side.records.length > 0 && side.records.length < side.recordCount && (
            <p className="faint">{fill(reviewUi.onlyNewest, { n: side.records.length })}</p>
          )}
          {side.disputes.length > 0 && (
            <section aria-label={reviewUi.inDisputes}>
              <h3>{reviewUi.inDisputes}</h3>
              <ul className="plain-list">
                {side.disputes.map((dispute) => (
                  <li key={dispute.code}>
                    <To path={`/disputes/${dispute.code}`}>
                      <code>{dispute.code}</code>
                    </To>{' '}
                    {typeName(dispute.type)} · {townName(dispute.town)}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </Panel>
  )
}

import { useQuery } from '@tanstack/react-query'
import type { ToldList } from '../../tasks/schema.ts'
import { Evidence } from '../../tasks/verification/screen/evidence.tsx'
import { get } from '../../ui/api.ts'
import { useNow } from '../../ui/clock.ts'
import { dateTime } from '../../ui/format.ts'
import { ClockBadge, GradeBadge, Tag } from '../../ui/marks.tsx'
import { To, useParameter } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { townName } from '../../ui/places.ts'
import { Loaded, Notice } from '../../ui/states.tsx'
import { typeName } from '../../ui/types.ts'
import { levelWords } from '../../ui/words/common.ts'
import { warningWords } from '../../ui/words/warning.ts'
import { fill } from '../../ui/words.ts'
import type { AlertPage as Data } from '../schema.ts'
import { AlertActions } from './alert-actions.tsx'
import { AlertMembers } from './alert-members.tsx'
import { AlertWhy } from './alert-why.tsx'
import { Told } from './told.tsx'
import { alertStateWords } from './words.ts'

/** What, why, whose records, who was told, what to do, how long is left: all six without scrolling at 1440×900. */
export function AlertPage() {
  const id = useParameter('id')
  const now = useNow(10_000)
  const result = useQuery({
    queryKey: ['alerts', 'one', id],
    queryFn: ({ signal }) => get<Data>(`/alerts/${id}`, signal),
  })
  const told = useQuery({
    queryKey: ['alerts', 'told', id],
    queryFn: ({ signal }) => get<ToldList>(`/alerts/${id}/tasks`, signal),
  })
  return (
    <Loaded result={result} lines={12}>
      {(alert) => (
        <div className="page alert-page">
          <header className="alert-head">
            <div className="row">
              <GradeBadge grade={alert.grade} boxed long />
              <code className="muted">{alert.code}</code>
              <Tag tone={alert.state === 'confirmed' ? 'active' : alert.state === 'closed' ? 'ok' : 'plain'}>
                {alertStateWords[alert.state]}
              </Tag>
              {alert.level !== null && <span className="muted">{levelWords[alert.level]}</span>}
              <span className="muted">{townName(alert.town)}</span>
              {alert.type !== null && <span className="muted">{typeName(alert.type)}</span>}
              <span className="alert-clocks">
                <ClockBadge due={alert.triageDueAt} now={now} label={warningWords.triageClock} />
                {nearestClocks(told.data).map((clock) => (
                  <ClockBadge key={clock.words} due={clock.dueAt} now={now} label={clock.words} />
                ))}
              </span>
            </div>
            <h1>{alert.title}</h1>
            <div className="row spread">
              <AlertActions alert={alert} />
              <span className="faint">
                {fill(warningWords.rule, { code: alert.rule.code, version: alert.rule.version })} ·{' '}
                {dateTime(alert.raisedAt)}
              </span>
            </div>
          </header>
          {alert.carePath && <Notice tone="wrong">{warningWords.carePath}</Notice>}
          <div className="alert-grid">
            <div className="alert-main">
              <AlertWhy alert={alert} />
              <AlertMembers alert={alert} />
            </div>
            <div className="alert-side">
              <Panel title={warningWords.suggestions}>
                {alert.suggestions.length === 0 ? (
                  <p className="muted">{warningWords.suggestNone}</p>
                ) : (
                  <ul className="plain-list">
                    {alert.suggestions.map((suggestion) => (
                      <li key={suggestion.line}>{suggestion.line}</li>
                    ))}
                  </ul>
                )}
              </Panel>
              <Panel title={warningWords.told}>
                <Loaded result={told} lines={3}>
                  {(list) => <Told list={list} now={now} />}
                </Loaded>
              </Panel>
              <Evidence alert={alert} />
              <Panel title={warningWords.decisions}>
                <ol className="history">
                  {alert.decisions.map((decision) => (
                    <li key={decision.id}>
                      <span className="faint nowrap">{dateTime(decision.at)}</span>
                      <span>
                        <strong>{decision.by}</strong> {decision.line}
                      </span>
                    </li>
                  ))}
                </ol>
                {alert.related.length > 0 && (
                  <>
                    <h3>{warningWords.related}</h3>
                    <ul>
                      {alert.related.map((other) => (
                        <li key={other.id}>
                          <To path={`/alerts/${other.id}`}>
                            {other.code} {other.title}
                          </To>{' '}
                          <span className="faint">{alertStateWords[other.state]}</span>
                        </li>
                      ))}
                    </ul>
                  </>
                )}
              </Panel>
            </div>
          </div>
        </div>
      )}
    </Loaded>
  )
}

/** Of each kind of clock the nearest one that still runs, over all tasks of the alert. */
function nearestClocks(list: ToldList | undefined): readonly { words: string; dueAt: string }[] {
  const nearest = new Map<string, string>()
  for (const task of list?.items ?? []) {
    for (const clock of task.clocks) {
      if (clock.dueAt === null || clock.stoppedAt !== null) continue
      const known = nearest.get(clock.words)
      if (known === undefined || clock.dueAt < known) nearest.set(clock.words, clock.dueAt)
    }
  }
  return [...nearest].map(([words, dueAt]) => ({ words, dueAt }))
}

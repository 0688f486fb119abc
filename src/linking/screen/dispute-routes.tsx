import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RouteSuggestion, SuggestedBody, SuggestedRoute } from '../../indicators/route/schema.ts'
import { get, messageOf, post, query } from '../../ui/api.ts'
import { Button, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { Dialog, tellDone } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useMay } from '../../ui/session.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { routeUi } from '../../ui/words/ways.ts'
import { fill } from '../../ui/words.ts'
import { unitWords } from '../../vocabulary/words/tasks.ts'
import type { DisputePage } from '../schema.ts'

const percent = (share: number | null): string => (share === null ? '' : String(Math.round(share * 100)))

function BodyLine({ body }: { body: SuggestedBody }) {
  return (
    <li>
      <span className="strong">{body.name}</span>{' '}
      {body.holds !== null && (
        <Tag>
          {fill(routeUi.holds, {
            share: percent(body.holds),
            low: percent(body.low),
            high: percent(body.high),
            n: body.cases ?? 0,
          })}
        </Tag>
      )}
      <p className="faint">{body.reasons.join('；')}</p>
    </li>
  )
}

function RouteLine({ route, onChoose }: { route: SuggestedRoute; onChoose: (() => void) | null }) {
  return (
    <li>
      <details>
        <summary>
          <strong>{route.title}</strong> {route.open && <Tag tone="ok">{routeUi.openAlways}</Tag>}{' '}
          <span className="muted">{route.cost.text}</span>
        </summary>
        <dl className="facts">
          <dt>{routeUi.where}</dt>
          <dd>{route.where.join('、')}</dd>
          {route.clock !== null && (
            <>
              <dt>{routeUi.time}</dt>
              <dd>
                {route.clock.title}：{unitWords[route.clock.unit](route.clock.length)}
              </dd>
            </>
          )}
          <dt>{routeUi.effect}</dt>
          <dd>{route.effect}</dd>
          <dt>{routeUi.why}</dt>
          <dd>{route.reasons.join('；')}</dd>
          <dt>{routeUi.law}</dt>
          <dd className="faint">{route.law}</dd>
        </dl>
        {route.bodies.length > 0 && (
          <>
            <p className="strong">{routeUi.bodies}</p>
            <ol>
              {route.bodies.map((body) => (
                <BodyLine key={body.id} body={body} />
              ))}
            </ol>
          </>
        )}
        {onChoose !== null && (
          <p className="no-print">
            <Button onClick={onChoose}>{routeUi.choose}</Button>
          </p>
        )}
      </details>
    </li>
  )
}

/** Lawful ways on for a dispute with their reasons, and what named persons chose. */
export function DisputeRoutes({ dispute }: { dispute: DisputePage }) {
  const may = useMay()
  const [typed, setTyped] = useState('')
  const [amount, setAmount] = useState<string | undefined>(undefined)
  const [chosen, setChosen] = useState<SuggestedRoute | null>(null)
  const result = useQuery({
    queryKey: ['disputes', 'routes', dispute.traceCode, amount],
    queryFn: ({ signal }) => get<RouteSuggestion>(`/disputes/${dispute.traceCode}/routes${query({ amount })}`, signal),
  })
  return (
    <Panel title={routeUi.title}>
      <div className="stack">
        <p className="faint">{routeUi.note}</p>
        <form
          className="row no-print"
          onSubmit={(event) => {
            event.preventDefault()
            setAmount(typed === '' ? undefined : typed)
          }}
        >
          <TextField
            label={routeUi.amount}
            type="number"
            min={0}
            max={1_000_000_000_000}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit">{routeUi.estimate}</Button>
        </form>
        <Loaded result={result} lines={4}>
          {(suggestion) => (
            <>
              {suggestion.choices.map((choice) => (
                <Notice key={choice.at}>
                  <strong>{routeUi.chosen}</strong>{' '}
                  {fill(routeUi.chosenBy, {
                    by: choice.by,
                    at: dateTime(choice.at),
                    title: choice.title,
                    body: choice.bodyName === null ? '' : `（${choice.bodyName}）`,
                    reason: choice.reason,
                  })}
                </Notice>
              ))}
              <ol className="stack tight">
                {suggestion.routes.map((route) => (
                  <RouteLine
                    key={route.kind}
                    route={route}
                    onChoose={may('route.choose') ? () => setChosen(route) : null}
                  />
                ))}
              </ol>
              {suggestion.leftOut.map((route) => (
                <p key={route.kind} className="faint">
                  {fill(routeUi.leftOut, { title: route.title, why: route.why })}
                </p>
              ))}
            </>
          )}
        </Loaded>
      </div>
      {chosen !== null && <ChooseDialog traceCode={dispute.traceCode} route={chosen} onClose={() => setChosen(null)} />}
    </Panel>
  )
}

function ChooseDialog({
  traceCode,
  route,
  onClose,
}: {
  traceCode: string
  route: SuggestedRoute
  onClose: () => void
}) {
  const client = useQueryClient()
  const [bodyId, setBodyId] = useState('')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const choose = async (): Promise<void> => {
    try {
      await post(`/disputes/${traceCode}/routes`, {
        kind: route.kind,
        reason,
        ...(bodyId === '' ? {} : { bodyId }),
      })
      await client.invalidateQueries({ queryKey: ['disputes', 'routes', traceCode] })
      tellDone(`${routeUi.chosen} · ${route.title}`)
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={`${routeUi.choose} · ${route.title}`} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void choose()
        }}
      >
        <p className="muted">{routeUi.chooseNote}</p>
        {route.bodies.length > 0 && (
          <SelectField
            label={routeUi.body}
            placeholder={common.none}
            value={bodyId}
            onChange={(event) => setBodyId(event.target.value)}
            choices={route.bodies.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <TextArea
          label={routeUi.reason}
          required
          minLength={4}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {routeUi.choose}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}

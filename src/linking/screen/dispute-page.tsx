import { useQuery } from '@tanstack/react-query'
import { SealedIdentities } from '../../access/custody/screen/sealed-identities.tsx'
import { Representatives } from '../../access/staff/screen/representatives.tsx'
import { get, type Page } from '../../ui/api.ts'
import { Button } from '../../ui/controls.tsx'
import { date } from '../../ui/format.ts'
import { GradeBadge, Tag } from '../../ui/marks.tsx'
import { To, useParameter } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { townName } from '../../ui/places.ts'
import { useMay } from '../../ui/session.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { Qr } from '../../ui/trace.tsx'
import { typeName } from '../../ui/types.ts'
import { linkingWords } from '../../ui/words/linking.ts'
import { fill } from '../../ui/words.ts'
import type { AlertRow } from '../../warning/schema.ts'
import type { DisputePage as Data } from '../schema.ts'
import { DisputeHelp } from './dispute-help.tsx'
import { DisputeLinks } from './dispute-links.tsx'
import { DisputeRoutes } from './dispute-routes.tsx'
import { DisputeTimeline } from './dispute-timeline.tsx'
import { statusWords } from './disputes.tsx'
import { PartyList } from './party-list.tsx'

export function DisputePage() {
  const code = useParameter('code')
  const may = useMay()
  const result = useQuery({
    queryKey: ['disputes', 'one', code],
    queryFn: ({ signal }) => get<Data>(`/disputes/${code}`, signal),
  })
  const alerts = useQuery({
    queryKey: ['alerts', 'of', result.data?.id],
    queryFn: ({ signal }) => get<Page<AlertRow>>(`/alerts?view=all&dispute=${result.data?.id ?? ''}`, signal),
    enabled: result.data !== undefined && may('alert.read'),
  })
  return (
    <Loaded result={result} lines={12}>
      {(dispute) => (
        <div className="page">
          <header className="dispute-head">
            <Qr source={dispute.qr} code={dispute.traceCode} size={96} />
            <div className="stack tight">
              <div className="row">
                <Tag tone={dispute.status === 'open' ? 'active' : dispute.status === 'closed' ? 'ok' : 'plain'}>
                  {statusWords[dispute.status]}
                </Tag>
                <span className="muted">{townName(dispute.town)}</span>
                {dispute.site !== null && !dispute.sealed && <span className="muted">{dispute.site}</span>}
                <span className="muted">
                  {linkingWords.openedAt} {date(dispute.openedAt)}
                </span>
                <Button kind="plain" className="no-print" onClick={() => window.print()}>
                  {linkingWords.dossier}
                </Button>
              </div>
              <h1>
                {typeName(dispute.type)} <code>{dispute.traceCode}</code>
              </h1>
              <p className="faint">{linkingWords.qrNote}</p>
              {dispute.formerCodes.length > 0 && (
                <p className="faint">
                  {linkingWords.former}：{dispute.formerCodes.join('、')}
                </p>
              )}
              {(alerts.data?.items ?? []).map((alert) => (
                <p key={alert.id}>
                  <GradeBadge grade={alert.grade} />{' '}
                  <To path={`/alerts/${alert.id}`}>
                    {alert.code} {alert.title}
                  </To>
                </p>
              ))}
            </div>
          </header>
          {dispute.mergedInto !== null && (
            <Notice tone="warn">
              <To path={`/disputes/${dispute.mergedInto}`}>
                {fill(linkingWords.mergedInto, { code: dispute.mergedInto })}
              </To>
            </Notice>
          )}
          {dispute.sealed && <Notice tone="warn">{linkingWords.sealedNote}</Notice>}
          <div className="dispute-grid">
            <DisputeTimeline code={dispute.traceCode} />
            <div className="alert-side">
              <Panel title={linkingWords.partiesTitle} aside={dispute.parties.length}>
                <PartyList code={dispute.traceCode} parties={dispute.parties} />
              </Panel>
              {dispute.sealed && <SealedIdentities code={dispute.traceCode} />}
              <Representatives code={dispute.traceCode} parties={dispute.parties} />
              <DisputeHelp dispute={dispute} />
              <DisputeRoutes dispute={dispute} />
              <DisputeLinks dispute={dispute} />
            </div>
          </div>
        </div>
      )}
    </Loaded>
  )
}

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { NotFound } from './not-found.tsx'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

/** Each page is its own file of the build, so that signing in does not wait for the mediation room. */
const pages = {
  '/': lazyRouteComponent(() => import('../tasks/screen/inbox.tsx'), 'Inbox'),
  '/inbox': lazyRouteComponent(() => import('../tasks/screen/inbox.tsx'), 'Inbox'),
  '/tasks/$id': lazyRouteComponent(() => import('../tasks/screen/task-page.tsx'), 'TaskPage'),
  '/matters': lazyRouteComponent(() => import('../tasks/screen/matters.tsx'), 'MattersPage'),
  '/visits': lazyRouteComponent(() => import('../tasks/screen/visit-lists.tsx'), 'VisitLists'),
  '/visits/$id': lazyRouteComponent(() => import('../tasks/screen/visit-list.tsx'), 'VisitListPage'),
  '/grid': lazyRouteComponent(() => import('../tasks/grid/screen/grid-page.tsx'), 'GridPage'),
  '/alerts': lazyRouteComponent(() => import('../warning/screen/alerts.tsx'), 'Alerts'),
  '/alerts/$id': lazyRouteComponent(() => import('../warning/screen/alert-page.tsx'), 'AlertPage'),
  '/supervision': lazyRouteComponent(() => import('../indicators/screen/supervision.tsx'), 'SupervisionPage'),
  '/alert-rules': lazyRouteComponent(() => import('../warning/screen/rules.tsx'), 'AlertRules'),
  '/disputes': lazyRouteComponent(() => import('../linking/screen/disputes.tsx'), 'Disputes'),
  '/disputes/$code': lazyRouteComponent(() => import('../linking/screen/dispute-page.tsx'), 'DisputePage'),
  '/reviews': lazyRouteComponent(() => import('../linking/review/screen/reviews.tsx'), 'Reviews'),
  '/reviews/$id': lazyRouteComponent(() => import('../linking/review/screen/review-pair.tsx'), 'ReviewPairPage'),
  '/quality': lazyRouteComponent(() => import('../linking/review/screen/quality.tsx'), 'QualityPage'),
  '/records/$id': lazyRouteComponent(() => import('../linking/screen/record-page.tsx'), 'RecordPage'),
  '/mediations': lazyRouteComponent(() => import('../mediation/screen/mediations.tsx'), 'Mediations'),
  '/mediations/$id': lazyRouteComponent(() => import('../mediation/screen/mediation-page.tsx'), 'MediationPage'),
  '/plans/new': lazyRouteComponent(() => import('../mediation/screen/plan-new.tsx'), 'PlanNew'),
  '/plans/$id': lazyRouteComponent(() => import('../mediation/screen/plan-page.tsx'), 'PlanPage'),
  '/reports': lazyRouteComponent(() => import('../reports/screen/reports.tsx'), 'Reports'),
  '/reports/$id': lazyRouteComponent(() => import('../reports/screen/report-page.tsx'), 'ReportPage'),
  '/advice': lazyRouteComponent(() => import('../reports/screen/advice-list.tsx'), 'AdviceList'),
  '/advice/$id': lazyRouteComponent(() => import('../reports/screen/advice-page.tsx'), 'AdvicePage'),
  '/contracts': lazyRouteComponent(() => import('../contracts/screen/contracts.tsx'), 'Contracts'),
  '/contracts/$id': lazyRouteComponent(() => import('../contracts/screen/contract-page.tsx'), 'ContractPage'),
  '/imports': lazyRouteComponent(() => import('../intake/screen/imports.tsx'), 'Imports'),
  '/rights': lazyRouteComponent(() => import('../rights/screen/requests.tsx'), 'Requests'),
  '/rights/$id': lazyRouteComponent(() => import('../rights/screen/request-page.tsx'), 'RequestPage'),
  '/retention': lazyRouteComponent(() => import('../rights/screen/retention.tsx'), 'Retention'),
  '/corrections': lazyRouteComponent(() => import('../rights/screen/notices.tsx'), 'Notices'),
  '/audit': lazyRouteComponent(() => import('../audit/screen/audit-page.tsx'), 'AuditPage'),
  '/exports': lazyRouteComponent(() => import('../audit/screen/exports-page.tsx'), 'ExportsPage'),
  '/break-glass': lazyRouteComponent(() => import('../audit/screen/break-glass-page.tsx'), 'BreakGlassPage'),
  '/sources': lazyRouteComponent(() => import('../intake/screen/sources.tsx'), 'Sources'),
  '/custody': lazyRouteComponent(() => import('../access/custody/screen/custody-page.tsx'), 'CustodyPage'),
  '/staff/agencies': lazyRouteComponent(() => import('../access/staff/screen/agencies.tsx'), 'Agencies'),
  '/staff/officers': lazyRouteComponent(() => import('../access/staff/screen/officers.tsx'), 'Officers'),
  '/staff/officers/$id': lazyRouteComponent(() => import('../access/staff/screen/officer-page.tsx'), 'OfficerPage'),
  '/staff/requests': lazyRouteComponent(() => import('../access/staff/screen/requests.tsx'), 'StaffRequests'),
  '/matrix': lazyRouteComponent(() => import('../access/staff/screen/matrix.tsx'), 'MatrixPage'),
  '/me': lazyRouteComponent(() => import('./sessions.tsx'), 'Sessions'),
  '/outbox': lazyRouteComponent(() => import('./outbox.tsx'), 'Outbox'),
} as const

const routes = Object.entries(pages).map(([path, component]) =>
  createRoute({ getParentRoute: () => root, path, component }),
)

/** Plain text both ways: a town's code in the address stays digits without quotes. */
const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search))
function stringifySearch(search: Record<string, unknown>): string {
  const text = new URLSearchParams(
    Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString()
  return text === '' ? '' : `?${text}`
}

export const consoleRouter = createRouter({ routeTree: root.addChildren(routes), parseSearch, stringifySearch })

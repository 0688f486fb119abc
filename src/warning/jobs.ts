import { systemScope, withScope } from '../access/scope.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import { followMoves, type Moved } from './moved.ts'
import { computeBacktest, computeFit, computePreview } from './rules/jobs.ts'

export { warningSchedules } from './ticks.ts'

export const warningJobs: JobHandlers = {
  'linking.moved': async (services, payload) => {
    const { county, ...moved } = payload as unknown as Moved & { county: string }
    await withScope(services, systemScope(county, 'warning'), 'pipeline', (tx) => followMoves(tx, moved))
  },
  'warning.rulePreview': (services, { county, version }) => computePreview(services, String(county), Number(version)),
  'warning.microFit': (services, { county, id }) => computeFit(services, String(county), String(id)),
  'warning.backtest': (services, { county, id }) => computeBacktest(services, String(county), String(id)),
}

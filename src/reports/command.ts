import { systemScope, withScope } from '../access/scope.ts'
import { completeData } from '../documents/commands.ts'
import { renderDocument, setOfficeFonts } from '../documents/render.ts'
import type { Services } from '../platform/services.ts'
import { checkupDocument } from './checkup-document.ts'
import { makeReport, openReport } from './commands.ts'
import { parsePeriod } from './period.ts'

/**
 * `suyuan report checkup`: makes and freezes the report of a place (6, 9 or 12 digits) and period (`2023-08` or
 * `2023-07-15..2023-09-30`) and renders it. `sha256` covers the frozen figures. Throws reports.period, .place, .future.
 */
export async function runCheckupReport(
  services: Services,
  place: string,
  period: string,
): Promise<{ bytes: Uint8Array; sha256: string }> {
  const county = place.slice(0, 6)
  const id = await makeReport(services, null, county, place, parsePeriod(period))
  const report = await withScope(services, systemScope(county, 'reports'), 'report', (tx) => openReport(tx, id))
  setOfficeFonts(services.config.fontDir)
  const data = completeData<'checkupReport'>(services, {
    traceCode: null,
    data: checkupDocument(report.parsed, report.hash),
  })
  return { bytes: await renderDocument('checkupReport', data), sha256: report.hash }
}

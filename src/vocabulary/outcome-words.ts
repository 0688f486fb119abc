import { organisationEndings } from './lexicon-organisations.ts'
import type { SourceKey } from './sources.ts'

/** What a record's result columns say about the end of the matter. */
export type Outcome = 'none' | 'settled' | 'failed' | 'closed'

interface OutcomeRule {
  readonly columns: readonly string[]
  /** Column whose date is the day of closing, or null. */
  readonly closedAt: string | null
  readonly failed: RegExp
  readonly settled: RegExp
  readonly closed: RegExp
}

const never = /(?!)/

/** Results as the sources of formats.md section 1 write them. A failed mediation closes nothing: that is when it gets hot. */
export const outcomeRules: Readonly<Record<SourceKey, OutcomeRule>> = {
  police110: {
    columns: ['处置结果'],
    closedAt: null,
    failed: /(?:调解|协商).{0,4}(?:不成|未成|失败|未果)|未(?:能)?达成|拒绝调解/,
    settled: /调解成功|达成(?:一致|和解|协议)|双方和解|自行和解|握手言和|已化解|调解(?:处理)?完毕/,
    closed: never,
  },
  complaint: {
    columns: ['办理结果'],
    closedAt: '办结时间',
    failed: /未(?:能)?(?:达成|解决|化解)|协商(?:不成|未果)|调解(?:不成|失败|未果)|无法解决|不满意/,
    settled: /达成(?:一致|和解|协议)|已(?:退款|赔偿|解决|化解|履行)|调解成功/,
    closed: /办结|已(?:答复|回复|处理|解释|告知)/,
  },
  petition: {
    columns: ['办理状态'],
    closedAt: '答复时间',
    failed: never,
    settled: /化解|息诉息访/,
    closed: /办结|终结|已答复|结案/,
  },
  grid: {
    columns: ['处理结果'],
    closedAt: null,
    failed: /未(?:能)?(?:达成|解决|化解|果)|调解(?:不成|失败|未果)|协商(?:不成|未果)/,
    settled: /化解|调解成功|达成(?:一致|和解|协议)|已(?:解决|调解|和解)|劝和/,
    closed: /办结|处理完毕|已处理|结案/,
  },
  mediation: {
    columns: ['调解结果'],
    closedAt: '结案时间',
    failed: /不成|未(?:能)?(?:达成|成功|果)|失败|终止|撤回|拒绝|不同意/,
    settled: /成功|达成|和解|已履行/,
    closed: /结案|办结/,
  },
  court: { columns: ['结案方式'], closedAt: '结案日期', failed: never, settled: /调解|撤诉|和解/, closed: /\S/ },
  contract: { columns: [], closedAt: null, failed: never, settled: never, closed: never },
  repayment: { columns: [], closedAt: null, failed: never, settled: never, closed: never },
}

/**
 * Outcome and the day of closing as written in the row, or null where nothing closes the matter.
 * `closedAt` is the instant of the date column at +08:00 (00:00 where it has no time).
 */
export function readOutcome(
  source: SourceKey,
  row: Readonly<Record<string, string>>,
): { outcome: Outcome; closes: boolean; closedAt: Date | null } {
  const rule = outcomeRules[source]
  const text = rule.columns.map((column) => row[column] ?? '').join(' ')
  const date = rule.closedAt === null ? undefined : row[rule.closedAt]
  const failed = rule.failed.test(text)
  if (failed && source !== 'complaint') return { outcome: 'failed', closes: false, closedAt: null }
  const settled = !failed && rule.settled.test(text)
  const closes = settled || rule.closed.test(text) || Boolean(date?.trim())
  const outcome = failed ? 'failed' : settled ? 'settled' : closes ? 'closed' : 'none'
  return { outcome, closes, closedAt: closes && date ? readDay(date) : null }
}

function readDay(text: string): Date | null {
  const match = /(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?:\D{1,3}(\d{1,2})\D(\d{1,2}))?/.exec(text)
  if (!match) return null
  const [year, month, date, hour, minute] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return new Date(Date.UTC(year, month - 1, date, hour, minute) - 8 * 3_600_000)
}

const authorityWords = organisationEndings.authority.split(' ').filter((word) => word !== '')

/** Public authorities: many people write to them about unrelated matters, so several complainants make no cluster. */
export function isAuthority(name: string): boolean {
  return (
    authorityWords.some((word) => name.endsWith(word)) ||
    /(?:局|政府|委员会办公室|人民法院|检察院|大队|热线)$/.test(name)
  )
}

/** A village, community or town, as against an estate or a building project. */
export function isVillage(site: string): boolean {
  return /(?:村|社区|组|镇|乡|街道|路|街)$/.test(site)
}

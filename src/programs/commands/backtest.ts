import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { systemScope, withScope } from '../../access/scope.ts'
import { localTime } from '../../vocabulary/calendar.ts'
import { readBacktest } from '../../warning/backtest/queries.ts'
import { type Backtest, backtest, type Quartiles } from '../../warning/backtest/report.ts'
import { checkedRows } from '../../warning/rules/schema.ts'
import { builtIn, type RuleVersion } from '../../warning/rules/table.ts'
import { withServices } from '../open.ts'
import { dataDirOption } from './service.ts'

function parseDay(text: string): Date {
  const at = new Date(`${text}T00:00:00+08:00`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('a date like 2023-08-17')
  return at
}

function readTable(file: string): RuleVersion[] {
  let rows: unknown
  try {
    rows = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InvalidArgumentError(`${file} is not JSON: ${(error as Error).message}`)
  }
  try {
    return [{ ...builtIn, rows: checkedRows(rows) }]
  } catch (error) {
    throw new InvalidArgumentError(`${file}: ${(error as Error).message}`)
  }
}

const figure = (value: number | null): string => (value === null ? '<5' : String(value))
const spread = (value: Quartiles | null, digits = 1): string =>
  value === null ? '–' : `${value.median.toFixed(digits)} (${value.low.toFixed(digits)}–${value.high.toFixed(digits)})`

/** The report as Markdown: figures below five are not written. */
export function backtestPage(result: Backtest): string {
  const { groups, disputes } = result
  const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
    [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  const day = (text: string) => localTime(new Date(text)).slice(0, 10)
  return `# Back-test ${day(result.from)} … ${day(new Date(Date.parse(result.before) - 1).toISOString())}

${result.records} records, ${result.towns} towns, ${result.months.toFixed(1)} months. Records are walked as they arrived; nothing later is known to the rules, and no alert is triaged.

## Groups (meso)

${table(
  [
    'alerts',
    'a town and month',
    'grew to five',
    'led to suits',
    'confirmed',
    'dismissed',
    'without support since',
    'a town and month',
  ],
  [
    [
      groups.alerts,
      groups.perTownMonth.toFixed(3),
      groups.grewToFive,
      groups.ledToSuits,
      groups.confirmed,
      groups.dismissed,
      groups.unsupported,
      groups.unsupportedPerTownMonth.toFixed(3),
    ],
  ],
)}

On complainant no. (median, quartiles; of those that grew to five): ${spread(groups.ordinal)}. Five or more suing one organisation: ${groups.massSuits}, warned of before the third: ${groups.massSuitsWarned}; days before the third: ${spread(groups.daysBeforeThirdSuit)}.

${table(
  ['threshold', 'alerts', 'without support, a town and month', 'matters found', 'of', 'on complainant no.'],
  result.curve.map((point) => [
    point.probability,
    point.alerts,
    point.unsupportedPerTownMonth.toFixed(3),
    point.found,
    point.matters,
    point.ordinal ?? '–',
  ]),
)}

## Single disputes (micro)

${table(
  [
    'alerts',
    'a town and month',
    'escalated within 30 days',
    'confirmed',
    'dismissed',
    'escalations',
    'warned of',
    'days before',
  ],
  [
    [
      disputes.alerts,
      disputes.perTownMonth.toFixed(3),
      disputes.followed,
      disputes.confirmed,
      disputes.dismissed,
      disputes.escalations,
      disputes.escalationsWarned,
      spread(disputes.daysBefore),
    ],
  ],
)}

## By town

${partTable(result.byTown)}

## By type

${partTable(result.byType)}

## Attention by town and channel

Share of disputes with an alert of their own; *apart*: 200 disputes or more and over five points from the county's share.

${table(
  ['', 'disputes', 'alerted', 'share', 'escalations', 'not warned of', 'apart'],
  result.shares.map((share) => [
    share.key || '–',
    share.disputes,
    figure(share.alerted),
    share.rate === null ? '–' : `${(100 * share.rate).toFixed(1)} %`,
    figure(share.escalations),
    figure(share.missed),
    share.apart ? 'yes' : '',
  ]),
)}
`
  function partTable(parts: Backtest['byTown']): string {
    return table(
      ['', 'group alerts', 'without support', 'dispute alerts', 'escalated'],
      parts.map((part) => [
        part.key || '–',
        figure(part.group),
        figure(part.groupUnsupported),
        figure(part.dispute),
        figure(part.disputeFollowed),
      ]),
    )
  }
}

interface Options {
  from: Date
  to: Date
  rules?: string
  json?: boolean
  dataDir?: string
}

/** `suyuan backtest`: what the rules would have raised, judged by what is known since. Changes nothing. */
export function addBacktestCommand(program: Command): void {
  program
    .command('backtest')
    .description(
      'walks stored records as they arrived through the rules for groups and single disputes; changes nothing',
    )
    .exitOverride()
    .requiredOption('--from <date>', 'first day, +08:00', parseDay)
    .requiredOption('--to <date>', 'last day, +08:00', parseDay)
    .option('--rules <file>', 'JSON table of rules to try (default: those in force on each day)')
    .option('--json', 'the figures as JSON instead of a page')
    .addOption(dataDirOption())
    .action(async (options: Options) => {
      const before = new Date(options.to.getTime() + 86_400_000)
      if (before <= options.from) throw new InvalidArgumentError('--to is before --from')
      const tried = options.rules === undefined ? null : readTable(options.rules)
      await withServices({ dataDir: options.dataDir }, async (services) => {
        const input = await withScope(services, systemScope(services.config.county, 'warning'), 'pipeline', (tx) =>
          readBacktest(tx, options.from, before),
        )
        const result = backtest(tried === null ? input : { ...input, rules: tried })
        process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : backtestPage(result))
      })
    })
}

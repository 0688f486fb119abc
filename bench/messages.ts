import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lines, suyuan } from './cli.ts'
import { judgements } from './judgements.ts'

const data = join(import.meta.dirname, '..', '..', 'shared', 'data', 'citizen-messages', 'messages-2019H1.csv')

/** The mapping that issue 2 names, as `--mapping` takes it. */
const mapping = {
  supplier: 'mayor',
  columns: { 留言编号: '工单号', 留言用户: '诉求人', 留言主题: '标题', 留言时间: '来电时间', 留言详情: '内容' },
}

/**
 * The ten largest groups found in real messages: when, on which writer, how many writers. Numbers only; no text and no name leaves
 * the data folder. Without the third-party data one line says so.
 */
export function measureMessages(folder: string): string {
  if (!existsSync(data))
    return 'skipped: ../shared/data/citizen-messages not found (third-party data, see ../shared/data/README.md).'
  const store = join(folder, 'messages')
  const exports = join(folder, 'exports')
  mkdirSync(exports, { recursive: true })
  const profile = join(folder, 'mapping.json')
  writeFileSync(profile, JSON.stringify(mapping))
  const counts = JSON.parse(
    suyuan(['import', 'complaint', data, '--mapping', profile, '--data-dir', store]).trim().split('\n').at(-1)!,
  ) as Record<string, number>
  const file = join(exports, 'message-alerts.csv')
  suyuan(['export', 'alerts', '--out', file, '--data-dir', store])
  const rows = lines(data)
  const writer = new Map(rows.map((row) => [row.留言编号!.trim(), row.留言用户!]))
  const text = new Map(rows.map((row) => [row.留言编号!.trim(), `${row.留言主题}\n${row.留言详情}`.replace(/\s/g, '')]))
  // The file has no 接收时间: the day of an alert is the day of the last message that it had then.
  const wrote = new Map(
    rows.map((row) => {
      const [, year, month, day] = /(\d{4})\D(\d{1,2})\D(\d{1,2})/.exec(row.留言时间!)!
      return [row.留言编号!.trim(), `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`]
    }),
  )
  const numberOf = (member: string): string => member.slice(member.lastIndexOf(':') + 1).replace(/^.*\//, '')
  // A writer who writes again and a text that was copied count once.
  const distinct = (numbers: readonly string[]): number => {
    const writers = new Set<string>()
    const texts = new Set<string>()
    for (const number of numbers) {
      const who = writer.get(number) ?? number
      const what = text.get(number) ?? number
      if (!texts.has(what)) writers.add(who)
      texts.add(what)
    }
    return writers.size
  }
  const wroteLast = (numbers: readonly string[]): string =>
    numbers
      .map((number) => wrote.get(number) ?? '')
      .sort()
      .at(-1) ?? ''
  const clusters = lines(file)
    .filter((line) => line.level === 'meso')
    .map((line) => {
      const first = (line.members ?? '').split(';').filter(Boolean).map(numberOf)
      const later = (line.members_later ?? '').split(';').filter(Boolean).map(numberOf)
      return {
        raisedAt: wroteLast(first),
        grade: line.grade!,
        type: line.cause!,
        first,
        all: [...first, ...later],
        atAlert: distinct(first),
        writers: distinct([...first, ...later]),
      }
    })
    .sort((left, right) => right.writers - left.writers || (left.raisedAt < right.raisedAt ? -1 : 1))
  const table = [
    '| no. | alert on | grade | type | on writer no. | distinct writers | messages | judgement | why |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ]
  clusters.slice(0, 10).forEach((cluster, index) => {
    const judged = judgements.find(
      (judgement) =>
        cluster.all.filter((number) => judgement.messages.includes(number)).length * 2 > cluster.all.length,
    )
    table.push(
      `| ${index + 1} | ${cluster.raisedAt} | ${cluster.grade} | ${cluster.type} | ${cluster.atAlert} | ${cluster.writers} | ${cluster.all.join(' ')} | ${judged?.verdict ?? 'not yet read'} | ${judged?.reason ?? ''} |`,
    )
  })
  return [
    `\`suyuan import complaint messages-2019H1.csv\` with the mapping of issue 2: ${rows.length} rows, ${counts.accepted} accepted, ${counts.duplicates} duplicates, ${counts.updated} updated, ${counts.rejected} rejected, ${counts.excluded} kept out, ${counts.seconds} s. ${clusters.length} group alerts. ${clusters.length < 10 ? 'All of them' : 'The ten largest'}, each read against the messages (copies and a writer’s further messages count once):`,
    '',
    ...table,
  ].join('\n')
}

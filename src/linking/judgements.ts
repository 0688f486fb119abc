import type { ScopedTx } from '../access/scope.ts'

export const judgementSubjects = ['dispute', 'party'] as const
export type JudgementSubject = (typeof judgementSubjects)[number]
export type Verdict = 'same' | 'different' | 'unsure'

export interface NewJudgement {
  readonly subject: JudgementSubject
  readonly one: string
  readonly other: string
  readonly verdict: Verdict
  readonly reason: string
  /** The operation of which it is a part, and with which it is undone. */
  readonly opId?: string | null
}

/** What holds between two parties or two disputes; of a pair the latest judgement that nobody took back. */
export interface Edge {
  readonly one: string
  readonly other: string
  /** `alias`: the one leads to the other since a merge, whoever made it. */
  readonly verdict: Verdict | 'alias'
}

/** Symmetric: id → all others that it is, or is not. */
export interface Judged {
  readonly same: ReadonlyMap<string, ReadonlySet<string>>
  readonly different: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Judgements used transitively: what is the same as something that differs from a third differs from it too (A ≠ B, B = C ⇒
 * A ≠ C; nomenklatura's resolver does so). Where the two contradict each other, different wins: two wrongly apart harm less
 * than two wrongly one. "Cannot say" joins and parts nothing.
 */
export function closure(edges: readonly Edge[]): Judged {
  const root = new Map<string, string>()
  const find = (id: string): string => {
    let current = id
    while (root.has(current)) current = root.get(current)!
    return current
  }
  for (const { one, other, verdict } of edges) {
    const [a, b] = [find(one), find(other)]
    if ((verdict === 'same' || verdict === 'alias') && a !== b) root.set(a, b)
  }
  const groups = new Map<string, string[]>()
  for (const id of new Set(edges.flatMap(({ one, other }) => [one, other])))
    groups.set(find(id), [...(groups.get(find(id)) ?? []), id])
  const same = new Map<string, Set<string>>()
  const different = new Map<string, Set<string>>()
  const add = (table: Map<string, Set<string>>, a: string, b: string) => {
    if (a !== b) table.set(a, (table.get(a) ?? new Set()).add(b))
  }
  for (const { one, other, verdict } of edges) {
    if (verdict !== 'different') continue
    // Within one group of "same" only the two themselves are told apart.
    const [mine, theirs] =
      find(one) === find(other) ? [[one], [other]] : [groups.get(find(one))!, groups.get(find(other))!]
    for (const a of mine)
      for (const b of theirs) {
        add(different, a, b)
        add(different, b, a)
      }
  }
  // The linker's own merges hand on what people said; by themselves they are nobody's word.
  const told = new Set(edges.filter((edge) => edge.verdict === 'same').map((edge) => find(edge.one)))
  for (const [group, members] of groups)
    if (told.has(group))
      for (const a of members) for (const b of members) if (!different.get(a)?.has(b)) add(same, a, b)
  return { same, different }
}

/** Steps over "same" that are followed; a chain this long has long been merged. */
const mostSteps = 8

/** Judgements of people that hold on these and on whatever they reach by "same" and by aliases. One statement for each step. */
export async function readEdges(tx: ScopedTx, subject: JudgementSubject, ids: readonly string[]): Promise<Edge[]> {
  const edges = new Map<string, Edge>()
  const reached = new Set(ids)
  let frontier = [...reached]
  for (let step = 0; frontier.length > 0 && step < mostSteps; step++) {
    // Each arm asks one index: for `or` over two under row security the planner reads the table. An alias is as good as a
    // judgement: what was said of B holds of what B became.
    const { rows } = await tx.query<Edge>(
      `select * from (select distinct on (one, other) one, other, verdict from (
         select one, other, verdict, id, sequence from linking.judgement where county = $1 and subject = $2 and one = any($3::uuid[])
         union all
         select one, other, verdict, id, sequence from linking.judgement where county = $1 and subject = $2 and other = any($3::uuid[])
       ) j where verdict <> 'withdrawn' and not exists (select from linking.judgement w where w.county = $1 and w.withdraws = j.id)
       order by one, other, sequence desc) standing
       union all select id, merged_into, 'alias' from linking.${subject} where county = $1 and merged_into = any($3::uuid[]) and not void
       union all select id, merged_into, 'alias' from linking.${subject} where county = $1 and id = any($3::uuid[]) and merged_into is not null and not void`,
      [tx.county, subject, frontier],
    )
    const next = new Set<string>()
    for (const edge of rows) {
      const known = edges.get(`${edge.one} ${edge.other}`)
      // A pair that is one by alias and told apart by a person is told apart.
      if (!known || known.verdict === 'alias') edges.set(`${edge.one} ${edge.other}`, edge)
      if (edge.verdict === 'same' || edge.verdict === 'alias')
        for (const id of [edge.one, edge.other]) if (!reached.has(id)) next.add(id)
    }
    for (const id of next) reached.add(id)
    frontier = [...next]
  }
  return [...edges.values()]
}

/** What people said of these disputes or parties, closed over "same". */
export async function readJudgements(tx: ScopedTx, subject: JudgementSubject, ids: readonly string[]): Promise<Judged> {
  return closure(await readEdges(tx, subject, ids))
}

interface Row {
  readonly subject: string
  readonly one: string
  readonly other: string
  readonly verdict: string
  readonly withdraws: string | null
  readonly reason: string
  readonly opId: string | null
}

async function store(tx: ScopedTx, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const officer = tx.scope.kind === 'officer' ? tx.scope : null
  await tx.query(
    `insert into linking.judgement (county, id, sequence, subject, one, other, verdict, withdraws, actor, officer_id, reason, at, op_id)
     select $1, j.id, (select coalesce(max(sequence), 0) from linking.judgement where county = $1) + j.place,
       j.subject, least(j.one, j.other), greatest(j.one, j.other), j.verdict, j.withdraws, $2, $3, j.reason, $4, j.op_id
     from unnest($5::uuid[], $6::text[], $7::uuid[], $8::uuid[], $9::text[], $10::uuid[], $11::text[], $12::uuid[]) with ordinality
       as j (id, subject, one, other, verdict, withdraws, reason, op_id, place)`,
    [
      tx.county,
      officer?.name ?? 'system',
      officer?.officerId ?? null,
      tx.context.now(),
      rows.map(() => tx.context.id()),
      rows.map((row) => row.subject),
      rows.map((row) => row.one),
      rows.map((row) => row.other),
      rows.map((row) => row.verdict),
      rows.map((row) => row.withdraws),
      rows.map((row) => row.reason),
      rows.map((row) => row.opId),
    ],
  )
}

/** Enters what a person says of a pair. The caller holds the county's lock (docs/decisions/0001). */
export async function recordJudgement(tx: ScopedTx, judgement: NewJudgement): Promise<void> {
  await store(tx, [{ ...judgement, opId: judgement.opId ?? null, withdraws: null }])
}

/** Takes back the judgements that were part of operation `target`; those that `target` itself took back are given again. */
export async function withdrawJudgements(tx: ScopedTx, target: string, opId: string, reason: string): Promise<void> {
  const { rows } = await tx.query<Row & { readonly id: string; readonly taken: boolean }>(
    `select j.id, j.subject, j.one, j.other, j.verdict, j.withdraws, j.reason, j.op_id as "opId",
       exists (select from linking.judgement w where w.county = j.county and w.withdraws = j.id) as taken
     from linking.judgement j where j.county = $1 and j.op_id = $2 order by j.sequence`,
    [tx.county, target],
  )
  const given = rows.filter((row) => row.verdict === 'withdrawn').map((row) => row.withdraws!)
  const { rows: again } = await tx.query<Row>(
    `select subject, one, other, verdict, null as withdraws, reason from linking.judgement
     where county = $1 and id = any($2::uuid[]) order by sequence`,
    [tx.county, given],
  )
  await store(tx, [
    ...rows
      .filter((row) => row.verdict !== 'withdrawn' && !row.taken)
      .map((row) => ({ ...row, verdict: 'withdrawn', withdraws: row.id, reason, opId })),
    ...again.map((row) => ({ ...row, opId })),
  ])
}

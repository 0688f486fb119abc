import { seededRandom } from '../../platform/random.ts'

/**
 * Space-time permutation scan (Kulldorff et al. 2005): is there a zone of places and a number of days up to today with more
 * cases than the places' and the days' own totals let expect? Needs no population; what is always many, or many everywhere
 * now, is no cluster.
 */

/** Cases by place and by days before today (0: today). Places are numbered from 0. */
export interface ScanCases {
  readonly place: Uint16Array
  readonly daysAgo: Uint16Array
}

/** Nested zones: each begins with one place and takes in one more at a time. */
export interface Chain {
  readonly places: readonly number[]
  /** Numbers of places after which a zone is looked at; absent: after each. */
  readonly zones?: readonly number[]
}

export interface ScanPlan {
  readonly places: number
  readonly chains: readonly Chain[]
  /** Longest window in days, at most 28. */
  readonly windows: number
  /** No zone holds more than this share of all cases. */
  readonly share: number
}

export interface ScanCluster {
  readonly places: readonly number[]
  /** The window: today and so many days before, less one. */
  readonly days: number
  readonly observed: number
  readonly expected: number
  readonly logRatio: number
}

/** Two 16-bit counts stand in each integer: fourteen of them hold 28 windows, and one addition counts two. */
const packs = 14
export const longestWindow = 2 * packs
const mostCases = 0x7fff
const half = 0x8000
const bothHalves = 0x80008000 | 0

export interface Zones {
  readonly plan: ScanPlan
  readonly total: number
  /** Steps of all chains, one after another. */
  readonly start: Int32Array
  readonly place: Uint16Array
  /** Cases within the zone that ends with this step, all days; 0 where no zone ends. */
  readonly cases: Int32Array
  /** Cases in the last 1, 2 … days. */
  readonly windowCases: Int32Array
}

/** Poisson likelihood ratio of `count` where `expected` of `total` are expected; 0 unless it is more. */
export function logRatio(count: number, expected: number, total: number): number {
  if (count <= expected) return 0
  const outside = total - count
  return count * Math.log(count / expected) + (outside > 0 ? outside * Math.log(outside / (total - expected)) : 0)
}

/** The zones of a plan over these cases. Throws RangeError where the counts do not fit (32,767 cases in the longest window). */
export function zonesOf(plan: ScanPlan, cases: ScanCases): Zones {
  const total = cases.place.length
  const byPlace = new Int32Array(plan.places)
  const windowCases = new Int32Array(plan.windows)
  for (let at = 0; at < total; at++) {
    byPlace[cases.place[at]!]!++
    for (let window = cases.daysAgo[at]!; window < plan.windows; window++) windowCases[window]!++
  }
  if (plan.windows > longestWindow) throw new RangeError(`at most ${longestWindow} days`)
  if (windowCases[plan.windows - 1]! > mostCases)
    throw new RangeError(`at most ${mostCases} cases in the longest window`)
  const start: number[] = [0]
  const place: number[] = []
  const inside: number[] = []
  for (const chain of plan.chains) {
    const zones = chain.zones === undefined ? null : new Set(chain.zones)
    let sum = 0
    for (const [index, next] of chain.places.entries()) {
      sum += byPlace[next]!
      if (sum > plan.share * total) break
      place.push(next)
      // A zone without a new case is the zone before.
      inside.push((zones === null || zones.has(index + 1)) && byPlace[next]! > 0 ? sum : 0)
    }
    start.push(place.length)
  }
  return {
    plan,
    total,
    start: Int32Array.from(start),
    place: Uint16Array.from(place),
    cases: Int32Array.from(inside),
    windowCases,
  }
}

/** Smallest count above the expected whose ratio reaches `level`, or one that cannot be reached. */
function criticalCount(level: number, cases: number, window: number, total: number): number {
  const expected = (cases * window) / total
  let low = Math.floor(expected)
  let high = Math.min(cases, window)
  if (logRatio(high, expected, total) < level) return mostCases
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (logRatio(middle, expected, total) >= level) high = middle
    else low = middle
  }
  return high
}

/** What has to be added to the packed counts so that a half's highest bit is set where a level is reached. */
interface Needs {
  /** Where the row of each step begins. Zones of as many cases share one, so that all rows stay in the processor's cache. */
  readonly row: Int32Array
  readonly rows: Int32Array
}

function needsOf({ cases, windowCases, total, plan }: Zones, level: number): Needs {
  const row = new Int32Array(cases.length)
  const rows: number[] = []
  const known = new Map<number, number>()
  for (let step = 0; step < cases.length; step++) {
    const inside = cases[step]!
    let begin = known.get(inside)
    if (begin === undefined) {
      begin = rows.length
      known.set(inside, begin)
      for (let pack = 0; pack < packs; pack++) {
        const of = (window: number) =>
          half -
          (inside === 0 || window >= plan.windows
            ? mostCases
            : criticalCount(level, inside, windowCases[window]!, total))
        rows.push(of(2 * pack) | (of(2 * pack + 1) << 16))
      }
    }
    row[step] = begin
  }
  return { row, rows: Int32Array.from(rows) }
}

/** Packed counts of the last 1, 2 … days by place. */
function countsOf(places: number, windows: number, place: ArrayLike<number>, daysAgo: ArrayLike<number>): Int32Array {
  const daily = new Int32Array(places * longestWindow)
  for (let at = 0; at < daysAgo.length; at++)
    if (daysAgo[at]! < windows) daily[place[at]! * longestWindow + daysAgo[at]!]!++
  const counts = new Int32Array(places * packs)
  for (let row = 0; row < places; row++) {
    let sum = 0
    for (let window = 0; window < longestWindow; window++) {
      sum += daily[row * longestWindow + window]!
      counts[row * packs + (window >> 1)]! += window % 2 === 0 ? sum : sum << 16
    }
  }
  return counts
}

type Visit = (step: number, sums: Int32Array) => void

/** Visits every zone in which some window reaches its level. The whole cost of a replicate is here: no call, no branch inside. */
function sweep(
  { start, place }: Zones,
  counts: Int32Array,
  { row, rows }: Needs,
  sums: Int32Array,
  visit: Visit,
): void {
  for (let chain = 0; chain + 1 < start.length; chain++) {
    const end = start[chain + 1]!
    let [a, b, c, d, e, f, g] = [0, 0, 0, 0, 0, 0, 0]
    let [h, i, j, k, l, m, n] = [0, 0, 0, 0, 0, 0, 0]
    for (let step = start[chain]!; step < end; step++) {
      const own = place[step]! * packs
      const need = row[step]!
      a = (a + counts[own]!) | 0
      b = (b + counts[own + 1]!) | 0
      c = (c + counts[own + 2]!) | 0
      d = (d + counts[own + 3]!) | 0
      e = (e + counts[own + 4]!) | 0
      f = (f + counts[own + 5]!) | 0
      g = (g + counts[own + 6]!) | 0
      h = (h + counts[own + 7]!) | 0
      i = (i + counts[own + 8]!) | 0
      j = (j + counts[own + 9]!) | 0
      k = (k + counts[own + 10]!) | 0
      l = (l + counts[own + 11]!) | 0
      m = (m + counts[own + 12]!) | 0
      n = (n + counts[own + 13]!) | 0
      const reached =
        (a + rows[need]!) |
        (b + rows[need + 1]!) |
        (c + rows[need + 2]!) |
        (d + rows[need + 3]!) |
        (e + rows[need + 4]!) |
        (f + rows[need + 5]!) |
        (g + rows[need + 6]!) |
        (h + rows[need + 7]!) |
        (i + rows[need + 8]!) |
        (j + rows[need + 9]!) |
        (k + rows[need + 10]!) |
        (l + rows[need + 11]!) |
        (m + rows[need + 12]!) |
        (n + rows[need + 13]!)
      if ((reached & bothHalves) === 0) continue
      sums[0] = a
      sums[1] = b
      sums[2] = c
      sums[3] = d
      sums[4] = e
      sums[5] = f
      sums[6] = g
      sums[7] = h
      sums[8] = i
      sums[9] = j
      sums[10] = k
      sums[11] = l
      sums[12] = m
      sums[13] = n
      visit(step, sums)
    }
  }
}

interface Best {
  ratio: number
  step: number
  window: number
  count: number
}

/** The highest ratio among zones that reach the level of `needs`; ratio 0 where none does. The first of equal ones. */
function highest(zones: Zones, counts: Int32Array, needs: Needs, sums: Int32Array): Best {
  const best: Best = { ratio: 0, step: -1, window: -1, count: 0 }
  const { cases, windowCases, total, plan } = zones
  sweep(zones, counts, needs, sums, (step, packed) => {
    for (let window = 0; window < plan.windows; window++) {
      const pair = packed[window >> 1]!
      const count = window % 2 === 0 ? pair & 0xffff : pair >>> 16
      const expected = (cases[step]! * windowCases[window]!) / total
      const apart = count - expected
      // The ratio is at most d²(1/(2μ) + 1/(N − μ)): most are passed over without a logarithm.
      if (apart <= 0 || apart * apart * (0.5 / expected + 1 / (total - expected)) <= best.ratio) continue
      const ratio = logRatio(count, expected, total)
      if (ratio > best.ratio) Object.assign(best, { ratio, step, window, count })
    }
  })
  return best
}

function clusterOf(zones: Zones, { ratio, step, window, count }: Best): ScanCluster | null {
  if (step < 0) return null
  let chain = 0
  while (zones.start[chain + 1]! <= step) chain++
  return {
    places: [...zones.place.slice(zones.start[chain]!, step + 1)],
    days: window + 1,
    observed: count,
    expected: (zones.cases[step]! * zones.windowCases[window]!) / zones.total,
    logRatio: ratio,
  }
}

export interface ScanOptions {
  readonly replicates: number
  readonly seed: number
  /** Stop at so many replicates that reach the observed ratio (Besag and Clifford 1991: the p value stays exact); 0: never. */
  readonly enough: number
}

export interface ScanResult {
  readonly cluster: ScanCluster | null
  readonly probability: number
  readonly replicates: number
  /** Tail of a Gumbel law fitted to the replicates' highest ratios by moments: finer than 1 / replicates. Null under 50. */
  readonly gumbel: number | null
  /** Highest ratio of each replicate, in order. */
  readonly highest: Float64Array
}

const eulerGamma = 0.577215664901532
const pilots = 8
/** Most highest ratios lie above this. */
const likelyLevel = 5

/**
 * Scans and judges by permutation: every case keeps its day and gets the place of another. Replicate r is drawn from `seed` + r
 * alone, so the result is the same wherever it is computed. Pure.
 */
export function scan(plan: ScanPlan, cases: ScanCases, { replicates, seed, enough }: ScanOptions): ScanResult {
  const zones = zonesOf(plan, cases)
  const sums = new Int32Array(packs)
  let everything: Needs | null = null
  // Where no zone reaches the level, all of them are looked at.
  const highestOf = (counts: Int32Array, needs: Needs): Best => {
    const best = highest(zones, counts, needs, sums)
    if (best.ratio > 0) return best
    everything ??= needsOf(zones, Number.MIN_VALUE)
    return highest(zones, counts, everything, sums)
  }
  const likely = needsOf(zones, likelyLevel)
  const observed = highestOf(countsOf(plan.places, plan.windows, cases.place, cases.daysAgo), likely)
  const cluster = clusterOf(zones, observed)
  if (cluster === null) return { cluster, probability: 1, replicates: 0, gumbel: null, highest: new Float64Array(0) }
  // Only cases of the longest window get a new place, drawn from all.
  const inWindow = cases.daysAgo.filter((days) => days < plan.windows)
  const drawnPlaces = new Uint16Array(inWindow.length)
  const urn = new Uint16Array(cases.place.length)
  const draw = (number: number): Int32Array => {
    const random = seededRandom(seed + number)
    urn.set(cases.place)
    for (let at = 0; at < inWindow.length; at++) {
      const other = at + Math.floor(random() * (urn.length - at))
      drawnPlaces[at] = urn[other]!
      urn[other] = urn[at]!
    }
    return countsOf(plan.places, plan.windows, drawnPlaces, inWindow)
  }
  const found: number[] = []
  let reached = 0
  let level = likely
  for (let number = 1; number <= replicates; number++) {
    const counts = draw(number)
    // A level that nearly every replicate reaches: below it nothing needs a look.
    if (number === pilots + 1) level = needsOf(zones, 0.9 * Math.min(...found))
    const best = highestOf(counts, level).ratio
    found.push(best)
    if (best >= observed.ratio) reached++
    if (enough > 0 && reached >= enough) break
  }
  const stopped = enough > 0 && reached >= enough
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length
  const variance = found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, found.length - 1)
  const scale = (Math.sqrt(variance) * Math.sqrt(6)) / Math.PI
  const place = mean - eulerGamma * scale
  return {
    cluster,
    probability: stopped ? reached / found.length : (1 + reached) / (found.length + 1),
    replicates: found.length,
    gumbel: found.length < 50 || scale === 0 ? null : -Math.expm1(-Math.exp(-(observed.ratio - place) / scale)),
    highest: Float64Array.from(found),
  }
}

/** Circles: from each place outwards over all others by distance (metres, degrees: any flat unit), nearest first. */
export function circles(coordinates: readonly (readonly [number, number])[]): Chain[] {
  return coordinates.map(([x, y]) => ({
    places: coordinates
      .map(([left, top], place) => ({ place, distance: (left - x) ** 2 + (top - y) ** 2 }))
      .sort((one, other) => one.distance - other.distance || one.place - other.place)
      .map(({ place }) => place),
  }))
}

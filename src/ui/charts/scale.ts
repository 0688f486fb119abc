/** Linear scale from data to pixels. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): (value: number) => number {
  const [from, to] = domain
  const width = to - from === 0 ? 1 : to - from
  return (value) => range[0] + ((value - from) / width) * (range[1] - range[0])
}

/** A round upper end and 3 to 6 ticks from 0, by steps of 1, 2 or 5 times a power of ten. */
export function ticks(highest: number): readonly number[] {
  const top = Math.max(1, highest)
  const rough = top / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power)
  const list: number[] = []
  for (let value = 0; value < top + step; value += step) list.push(value)
  return list
}

/** Path through points; a null breaks the line, because missing data is not zero. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let path = ''
  let open = false
  for (const point of points) {
    if (point === null) {
      open = false
      continue
    }
    path += `${open ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`
    open = true
  }
  return path
}

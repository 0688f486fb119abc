/** How long after the last sign of life somebody still counts as looking; a page gives one every 15 seconds. */
const lastsFor = 40_000

interface Look {
  readonly officerId: string
  readonly name: string
  readonly at: number
}

/**
 * Who has which task open just now. Kept in the memory of the web server and nowhere else: it is a courtesy between
 * colleagues who are about to do the same, not a record of what officers do.
 */
export interface Lookers {
  /** Notes that this officer looks, and returns the names of the others. `at` in milliseconds of real time. */
  look(task: string, officer: { readonly officerId: string; readonly name: string }, at: number): string[]
}

export function createLookers(): Lookers {
  const looks = new Map<string, Look[]>()
  return {
    look(task, { officerId, name }, at) {
      for (const [key, known] of looks) {
        const alive = known.filter((look) => at - look.at < lastsFor)
        if (alive.length === 0) looks.delete(key)
        else looks.set(key, alive)
      }
      const others = (looks.get(task) ?? []).filter((look) => look.officerId !== officerId)
      looks.set(task, [...others, { officerId, name, at }])
      return others.map((look) => look.name)
    },
  }
}

import { createHash } from 'node:crypto'
import { drawTraceCode } from '../../src/vocabulary/identity.ts'
import { type Relation, thing, type World, worlds } from './worlds.ts'

/** What identifies the matter of one relation to anybody who reads a response: nobody out of its reach may meet one of these. */
export interface Subject {
  readonly world: World
  readonly code: string
  readonly person: string
  readonly phone: string
  readonly idNumber: string
  readonly number: string
  readonly id: (concept: string) => string
}

export const letters = '甲乙丙丁戊己'

function subjectOf(world: World): Subject {
  // Each draw takes other bytes: a check character that is no digit or letter of the code asks for another draw.
  let drawn = 0
  const bytes = (count: number): Uint8Array =>
    createHash('sha256').update(`code ${drawn++} of ${world.relation}`).digest().subarray(0, count)
  return {
    world,
    code: drawTraceCode(world.county, bytes),
    person: `欧阳${letters[world.at]}验证`,
    phone: `1390000771${world.at}`,
    idNumber: `33068119900101771${world.at}`,
    number: `工单771${world.at}`,
    id: (concept) => thing(world, concept),
  }
}

export const subjects: ReadonlyMap<Relation, Subject> = new Map(
  worlds.map((world) => [world.relation, subjectOf(world)]),
)

import type { ScopedTx } from '../../access/scope.ts'
import { Problem } from '../../platform/problem.ts'
import { listOfAgency, matterListWords } from '../../vocabulary/words/matters.ts'
import type { GivenMatter } from '../issue.ts'
import type { RouteAgency } from '../routing.ts'
import type { GiveTaskRequest } from '../schema.ts'
import { readMatters } from './queries.ts'

/**
 * The item under which a task is given, or null: to agencies that no list protects, in a county without lists, or outside
 * the list with a ground. Throws tasks.matterUnknown, tasks.matterMissing.
 */
export async function givenMatter(
  tx: ScopedTx,
  agency: RouteAgency,
  request: Pick<GiveTaskRequest, 'matter' | 'outside'>,
): Promise<GivenMatter | null> {
  const list = listOfAgency[agency.kind]
  const number = request.matter?.trim() ?? ''
  if (list === undefined && number === '') return null
  const { version, matters } = await readMatters(tx)
  const words = list === undefined ? Object.values(matterListWords).join('、') : matterListWords[list]
  if (number !== '') {
    const found = matters.find((matter) => matter.number === number && (list === undefined || matter.list === list))
    if (found === undefined) throw new Problem('tasks.matterUnknown', { list: words, number })
    return { number, name: found.name, list: found.list, department: found.department }
  }
  if (version !== null && request.outside === undefined)
    throw new Problem('tasks.matterMissing', { agency: agency.name, list: words })
  return null
}

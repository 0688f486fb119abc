import type { Schedule } from '../../platform/services.ts'
import { addDays, dayOf, startOfDay } from '../../vocabulary/calendar.ts'
import { staffReasons } from '../../vocabulary/words/staff.ts'
import { systemScope, withScope } from '../scope.ts'
import { deleteSessionsOf } from '../sign-in/sessions.ts'
import { type Append, recordChanges } from './events.ts'
import { refreshOfficer } from './import.ts'
import { lastDay } from './staff.ts'

const minuteAfterMidnight = 60_000

/** Posts and absences end by their dates alone; the night closes the accounts and sessions of those whose day has come. */
export const staffSchedules = (append: Append): Schedule[] => [
  {
    name: 'access.staffEnds',
    next: (after) => {
      const today = new Date(startOfDay(dayOf(after)).getTime() + minuteAfterMidnight)
      return today > after ? today : new Date(startOfDay(addDays(dayOf(after), 1)).getTime() + minuteAfterMidnight)
    },
    async run(services, county, at) {
      await withScope(services, systemScope(county, 'staffEnds'), 'administration', async (tx) => {
        const { rows: ended } = await tx.query<{ id: string; until: Date }>(
          `update access.officer set disabled_at = $2 where county = $1 and disabled_at is null and until <= $2 returning id, until`,
          [county, at],
        )
        const { rows: changed } = await tx.query<{ id: string }>(
          `select distinct officer_id as id from access.post
           where county = $1 and ((until <= $2 and until > $2::timestamptz - interval '2 days') or (since <= $2 and since > $2::timestamptz - interval '2 days'))`,
          [county, at],
        )
        for (const { id } of changed) await refreshOfficer(tx, id)
        for (const { id } of ended) await deleteSessionsOf(tx, id)
        await recordChanges(tx, append, async ({ note }) => {
          for (const { id, until } of ended)
            note({
              kind: 'officer.ended',
              subjectKind: 'officer',
              subject: id,
              reason: staffReasons.expired,
              data: { until: lastDay(until) },
            })
        })
      })
    },
  },
]

import type { JobHandlers } from '../../platform/jobs.ts'
import { sendWaiting } from '../../platform/message-port.ts'
import { asSignIn } from './sessions.ts'

/** Messages to phones leave after the commit that made them. */
export const signInJobs: JobHandlers = {
  'message.send': (services, payload) =>
    sendWaiting(
      services,
      (work) => asSignIn(services, work),
      String(payload.county),
      String(payload.id),
      String(payload.code ?? ''),
    ),
}

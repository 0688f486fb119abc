import { accessProblems } from './problems/access.ts'
import { auditProblems } from './problems/audit.ts'
import { contractsProblems } from './problems/contracts.ts'
import { custodyProblems } from './problems/custody.ts'
import { documentsProblems } from './problems/documents.ts'
import { indicatorsProblems } from './problems/indicators.ts'
import { intakeProblems } from './problems/intake.ts'
import { ledgerProblems } from './problems/ledger.ts'
import { linkingProblems } from './problems/linking.ts'
import { mediationProblems } from './problems/mediation.ts'
import { platformProblems } from './problems/platform.ts'
import { reportsProblems } from './problems/reports.ts'
import { rightsProblems } from './problems/rights.ts'
import { staffProblems } from './problems/staff.ts'
import { tasksProblems } from './problems/tasks.ts'
import { warningProblems } from './problems/warning.ts'

export interface ProblemWords {
  readonly status: number
  readonly zh: string
  readonly en: string
}

/** Every problem the program can name: HTTP status and a sentence that says how to mend it; `{name}` is filled in. */
export const problems = {
  ...platformProblems,
  ...linkingProblems,
  ...accessProblems,
  ...custodyProblems,
  ...intakeProblems,
  ...ledgerProblems,
  ...warningProblems,
  ...staffProblems,
  ...tasksProblems,
  ...contractsProblems,
  ...mediationProblems,
  ...documentsProblems,
  ...indicatorsProblems,
  ...reportsProblems,
  ...rightsProblems,
  ...auditProblems,
} as const satisfies Record<string, ProblemWords>

export type ProblemCode = keyof typeof problems

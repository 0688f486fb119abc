import type { ProblemWords } from '../problems.ts'

export const contractsProblems = {
  'contracts.notFound': {
    status: 404,
    zh: '没有找到这份合同，或者它不属于您的机构。',
    en: 'No such contract, or it belongs to another lender.',
  },
} as const satisfies Record<string, ProblemWords>

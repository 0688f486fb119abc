import { type ProblemCode, problems } from '../vocabulary/problems.ts'

export type ProblemParameters = Readonly<Record<string, string | number>>

/** The one error type of the program: what was tried, what is wrong, what is allowed now. Rendered as RFC 9457. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly parameters: ProblemParameters
  readonly status: number
  constructor(code: ProblemCode, parameters: ProblemParameters = {}, cause?: unknown) {
    super(problemText(code, parameters, 'zh'), cause === undefined ? undefined : { cause })
    this.name = 'Problem'
    this.code = code
    this.parameters = parameters
    this.status = problems[code].status
  }
}

export function problemText(code: ProblemCode, parameters: ProblemParameters, language: 'zh' | 'en'): string {
  return problems[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  )
}

export interface ProblemDocument {
  type: string
  title: string
  status: number
  code: string
  detail: string
  parameters: ProblemParameters
}

/** RFC 9457 body of a Problem; `type` is a URN because the program may run where no public address exists. */
export function problemDocument(problem: Problem, language: 'zh' | 'en'): ProblemDocument {
  return {
    type: `urn:suyuan:problem:${problem.code}`,
    title: problem.code,
    status: problem.status,
    code: problem.code,
    detail: problemText(problem.code, problem.parameters, language),
    parameters: problem.parameters,
  }
}

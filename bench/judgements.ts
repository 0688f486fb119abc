/** What reading each of the largest groups of real messages showed. Numbers of messages and reasons only, no text and no name. */
export interface Judgement {
  readonly messages: readonly string[]
  readonly verdict: 'right' | 'mixed' | 'wrong'
  readonly reason: string
}

export const judgements: readonly Judgement[] = []

import type { ProblemWords } from '../problems.ts'

export const ledgerProblems = {
  'ledger.noEntry': {
    status: 404,
    zh: '存证日志中没有第 {index} 条，现有 {size} 条（从 0 起编号）。',
    en: 'The log has no entry {index}; it holds {size}, numbered from 0.',
  },
  'ledger.noTile': {
    status: 404,
    zh: '没有这一日志块：{path}。请先读取 checkpoint 中的条数。',
    en: 'There is no tile {path}. Read the size from the checkpoint first.',
  },
  'ledger.notVerified': {
    status: 422,
    zh: '日志未通过核验：{detail}。请保留这些文件，并与监督机构持有的 checkpoint 比对。',
    en: 'The log does not verify: {detail}. Keep these files and compare with the checkpoint that a witness holds.',
  },
} as const satisfies Record<string, ProblemWords>

import type { ProblemWords } from '../problems.ts'

export const linkingProblems = {
  'linking.sameDispute': {
    status: 409,
    zh: '{code} 与 {other} 已是同一纠纷，不需并案。',
    en: '{code} and {other} are one dispute already.',
  },
  'linking.transaction': {
    status: 409,
    zh: '{code} 只有合同或还款登记，尚不是纠纷，不能并案或拆案。',
    en: '{code} holds a contract only; it cannot be merged or split.',
  },
  'linking.splitAll': {
    status: 409,
    zh: '拆案时原纠纷 {code} 至少要保留一条记录。请改选记录。',
    en: 'At least one record must stay with {code}. Choose other records.',
  },
  'linking.notMember': {
    status: 409,
    zh: '所选记录中有 {count} 条不在纠纷 {code} 中，可能刚被他人改动。请刷新后再选。',
    en: '{count} of the chosen records do not belong to {code}. Reload and choose again.',
  },
  'linking.notUndoable': {
    status: 409,
    zh: '这项操作（{kind}）不能撤销，或已经撤销。可以撤销的是：并案、拆案、记录并入。',
    en: 'This operation ({kind}) cannot be undone or was undone already. Merge, split and attach can.',
  },
  'linking.sealedField': {
    status: 403,
    zh: '该当事人的身份信息已封存，须由身份保管员按规定启封。',
    en: 'This identity is sealed; only the identity custodian can release it.',
  },
} as const satisfies Record<string, ProblemWords>

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
    zh: '这项操作（{kind}）不能撤销，或已经撤销。可以撤销的是：并案、拆案、记录并入、当事人认定和撤销本身。',
    en: 'This operation ({kind}) cannot be undone or was undone already. Merge, split, attach, judgements of parties and undoing itself can.',
  },
  'linking.undoFirst': {
    status: 409,
    zh: '这项操作（{kind}）之后，{at} 在 {code} 又有一项操作（{later}）改动了同样的内容。请先撤销那一项，再撤销这一项。',
    en: 'A later operation ({later}, {at}, {code}) has moved what this one ({kind}) moved. Undo that one first.',
  },
  'linking.toldApart': {
    status: 409,
    zh: '有人认定 {what} 不是同一个（经由第三方得出）。请先核对并撤回那项认定。',
    en: 'Somebody told {what} apart, over a third one. Check and withdraw that judgement first.',
  },
  'linking.takenOut': {
    status: 409,
    zh: '所选记录中有 {count} 条曾由工作人员从 {code} 移出，认定不属于那一件。请在归并依据中撤销那次操作，不要直接移回。',
    en: 'Somebody took {count} of the chosen records out of {code}. Undo that operation instead of moving them back.',
  },
  'linking.attachAll': {
    status: 409,
    zh: '{code} 的全部记录都要移走，就不是移动记录，而是并案。请改选“并案”，并入 {other}。',
    en: 'All records of {code} would leave: that is a merge. Merge it with {other} instead.',
  },
  'linking.sameParty': {
    status: 409,
    zh: '这两位当事人已认定为同一人。',
    en: 'These two are one person already.',
  },
  'linking.organisations': {
    status: 409,
    zh: '单位按统一社会信用代码和名称认定，不能由人工合并或拆分。请更正来源记录中的单位名称。',
    en: 'Organisations are told by code and name, not by hand. Correct the name in the source.',
  },
  'linking.differentNumbers': {
    status: 409,
    zh: '两人的证件号码不同，不能认定为同一人。如号码有误，请先更正来源记录。',
    en: 'They bear different ID numbers and cannot be one person. Correct the source first.',
  },
  'linking.bothSides': {
    status: 409,
    zh: '同一条记录把两人分别列为当事人，不能认定为同一人。',
    en: 'One record names both of them; they cannot be one person.',
  },
  'linking.partAll': {
    status: 409,
    zh: '该当事人只在所选记录中出现，没有可以分开的其他记录。',
    en: 'This person stands in no other record, so there is nothing to part.',
  },
  'linking.sealedField': {
    status: 403,
    zh: '该当事人的身份信息已封存，须由身份保管员按规定启封。',
    en: 'This identity is sealed; only the identity custodian can release it.',
  },
  'review.barred': {
    status: 409,
    zh: '不能核对这一对：{why}请看下一对。',
    en: 'This pair is not yours to answer: {why} Go on to the next.',
  },
  'review.halfSeen': {
    status: 403,
    zh: '有一侧不在您的查看范围内或已封存，只能选“说不准”。',
    en: 'One side is out of your reach or sealed: only “cannot say” is open.',
  },
} as const satisfies Record<string, ProblemWords>

import { words } from '../words.ts'

export const verificationUi = words({
  title: ['现场核实', 'Seen on the spot'],
  none: ['还没有请网格员核实。', 'Nobody was asked to look.'],
  ask: ['请网格员核实', 'Ask a grid worker to look'],
  askNote: [
    '所在镇街的网格员会在手机上看到这个问题，不会看到当事人。请写要看什么，不写姓名和电话。',
    'Grid workers of the town see this question on the phone and no party. Say what to look at; no names, no phones.',
  ],
  question: ['要核实什么', 'What to look at'],
  town: ['镇街', 'Town'],
  waiting: ['等待核实', 'waiting'],
  asReported: ['与反映一致', 'As reported'],
  notSo: ['与反映不符', 'Not so'],
  cannotSay: ['无法判断', 'Cannot say'],
  photo: ['核实照片', 'Photo'],
  todo: ['待核实 {n}', '{n} to look at'],
  nothing: ['没有待核实的预警。', 'Nothing to look at.'],
  note: ['看到了什么', 'What you saw'],
  noteHint: ['至少 2 个字；写事，不评价人', 'At least 2 characters; the matter, no judgement of persons'],
  finding: ['核实结果', 'Finding'],
  addPhoto: ['拍照或选择照片（可不拍）', 'Take or choose a photo (not needed)'],
  send: ['提交核实结果', 'Send the finding'],
  missing: ['请选择结果并写明看到了什么', 'Choose a finding and say what you saw'],
  sent: ['核实结果已提交', 'The finding was sent'],
})

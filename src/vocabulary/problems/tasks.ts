import type { ProblemWords } from '../problems.ts'

export const tasksProblems = {
  'tasks.notAllowedNow': {
    status: 409,
    zh: '任务 {code} 现为“{state}”，不能{action}。现在可以：{allowed}。',
    en: 'Task {code} is {state}; {action} is not possible. Allowed now: {allowed}.',
  },
  'tasks.notYours': {
    status: 403,
    zh: '{action}应由{who}办理。',
    en: '{action} is done by {who}.',
  },
  'tasks.clockHeld': {
    status: 409,
    zh: '任务 {code} 不能{action}：{why}。',
    en: 'Task {code}: {action} is not possible: {why}.',
  },
  'tasks.changedSince': {
    status: 409,
    zh: '您打开任务 {code} 之后，{by} 于 {at} 已办理“{line}”，现为“{state}”。您填写的内容还在，请核对后再提交。',
    en: 'Since you opened task {code}, {by} did “{line}” at {at}; it is now {state}. What you wrote is kept: check and send again.',
  },
  'tasks.cannotMerge': {
    status: 409,
    zh: '任务 {code} 不能并入：{why}。',
    en: 'Task {code} cannot go into that one: {why}.',
  },
  'tasks.fieldMissing': {
    status: 400,
    zh: '{action}须填写：{fields}。',
    en: '{action} needs: {fields}.',
  },
  'tasks.alertNotConfirmed': {
    status: 409,
    zh: '预警 {code} 现为“{state}”，确认后才能交办。',
    en: 'Alert {code} is {state}; work is given only after it is confirmed.',
  },
  'tasks.matterMissing': {
    status: 400,
    zh: '交给{agency}的任务须写明“{list}”清单的事项；清单外的事项请写明依据。',
    en: 'A task for {agency} names its item of the list {list}, or the ground for going outside it.',
  },
  'tasks.matterUnknown': {
    status: 400,
    zh: '现行“{list}”清单没有编号 {number}，请从清单中选取。',
    en: 'The list {list} in force has no item {number}; choose one of it.',
  },
  'tasks.noDwellings': {
    status: 400,
    zh: '走访清单须列明房屋（楼幢与门牌），或每幢的套数。',
    en: 'A visit list names dwellings (building and number) or a count for each building.',
  },
  'tasks.visitListExpired': {
    status: 410,
    zh: '走访清单已于 {at} 失效，房屋不再显示。需要时请重新开列。',
    en: 'The visit list expired on {at}; its dwellings are no longer shown.',
  },
  'tasks.outsideTown': {
    status: 403,
    zh: '只能上报本镇街的事件。所选地点不在您的镇街内，请重新选择村社。',
    en: 'Only events of your own town can be reported. Choose a village of your town.',
  },
  'tasks.verificationRefused': {
    status: 409,
    zh: '这条预警不能请网格员现场核实：{why}。',
    en: 'Nobody may be asked to look at this alert on the spot: {why}.',
  },
  'tasks.verificationTown': {
    status: 400,
    zh: '这条预警没有所在镇街，请选择由哪个镇街核实。',
    en: 'The alert has no town: choose the town that is asked.',
  },
  'tasks.verificationAnswered': {
    status: 409,
    zh: '这次现场核实已经有结果，不能再改。需要再看一次，请值班员重新提出。',
    en: 'This was already answered and does not change. To look again, the desk asks anew.',
  },
} as const satisfies Record<string, ProblemWords>

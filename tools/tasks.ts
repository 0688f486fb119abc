/** Writes docs/tasks.md from the tables of moves and limits: who may do what in which state, and what it does to the clocks. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { taskLimits } from '../src/tasks/clocks.ts'
import { type TaskAction, taskActions, taskStates } from '../src/tasks/schema.ts'
import { fieldsFor, noticeMoves, taskMoves } from '../src/tasks/states.ts'
import { grades } from '../src/vocabulary/grades.ts'
import { taskStates as stateWords } from '../src/vocabulary/states.ts'
import { actionWords, clockWords, fieldWords, unitWords } from '../src/vocabulary/words/tasks.ts'

const file = fileURLToPath(new URL('../docs/tasks.md', import.meta.url))

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** What an action does to the clocks. */
const effects: Readonly<Record<TaskAction, string>> = {
  deliver: 'all three start: the limit runs from delivery (送达), not from acceptance',
  read: 'none; for a legal notice its only clock stops',
  accept: '签收 stops',
  progress: '首次处置 stops at the first one',
  return:
    'the first one ends the charge: 签收 is met, what is not due yet is no longer owed; after the second one the others run on until the ruling',
  reissue:
    'after an answer: 闭环 runs again, the time in which the centre read the answer is given back; after a return: delivered anew, to the same agency or another, all start again',
  rule: 'upheld: they run on; sent elsewhere: the first agency owes nothing from its return on, and all start again at the next delivery',
  answer: '首次处置 and 闭环 stop; a pause ends',
  close: 'none is left',
  withdraw: 'none runs any more',
  remind: 'none',
  note: 'none',
  pause: '首次处置 and 闭环 stand; never for red, never once one is late',
  resume: 'they run on, the waiting days are given back',
  told: 'as 送达: all three start',
  handOver: 'none',
  split:
    'none here; the part is a task of its own with its own clocks, and the lead answers when all parts have answered',
  merge: 'none runs any more; the task that goes on takes over the ends that come first',
  absorb: 'an end that came in and is earlier counts: joining gains no time',
  callBack: 'none',
  reopen: 'delivered anew, to the same agency or another, all start again',
  extend: '闭环 ends later by working days; once, never once it is late',
}

const by = { agency: 'agency', operator: 'centre', system: 'system' } as const

function moves(tables: typeof taskMoves | typeof noticeMoves): string {
  return table(
    ['state', 'action', 'by', 'leads to', 'needs'],
    taskStates.flatMap((state) =>
      Object.entries(tables[state]).map(([action, move]) => [
        `${stateWords[state].zh} \`${state}\``,
        `${actionWords[action as TaskAction]} \`${action}\``,
        by[(move as { by: keyof typeof by }).by],
        `\`${(move as { to: string }).to}\``,
        fieldsFor('investigate', action as TaskAction)
          .map((field) => fieldWords[field] ?? field)
          .join('、'),
      ]),
    ),
  )
}

/** The whole page. */
export function tasksPage(): string {
  const limits = (Object.keys(taskLimits) as (keyof typeof taskLimits)[]).map((grade) => [
    grades[grade].zh,
    ...(['accept', 'firstAction', 'close'] as const).map((clock) => {
      const { length, unit } = taskLimits[grade][clock]
      return unitWords[unit](length)
    }),
  ])
  return `# Life of a task

Made by \`npx tsx tools/tasks.ts\` from \`src/tasks/states.ts\` and \`src/tasks/clocks.ts\`; a test compares. Every state × action is tried over HTTP in \`src/tasks/every-move.test.ts\`.

## Moves

Each step is stored append-only with who, when and why. A second return waits for the centre's ruling (\`ruling\`). Late is derived from the clocks and is no state.

${moves(taskMoves)}

A legal notice (普法提示) is read, not worked on:

${moves(noticeMoves)}

## What an action does to the clocks

${table(
  ['action', 'clocks'],
  taskActions.map((action) => [`${actionWords[action]} \`${action}\``, effects[action]]),
)}

## Limits by grade

Ours, not law (no national rule was found); working time by the State Council's calendar, minutes and hours of red through the night.

${table(['grade', ...Object.values(clockWords)], limits)}

The engine (\`src/tasks/clock/\`) is a pure fold over start, pause, resume, stop, extend, move, merge and end; 200 deadlines counted apart from it and 10,000 random histories hold it. A year without the State Council's notice counts Monday to Friday and is said to be provisional.
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, tasksPage())

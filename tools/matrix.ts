/** Writes docs/roles.md from the table of rules: who may do what, how far, and for which purpose. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { actionNames, jurisdictionOf, rules } from '../src/access/scopes.ts'
import { actionInEnglish } from '../src/access/staff/views.ts'
import { purposes } from '../src/vocabulary/purposes.ts'
import { type Role, roles } from '../src/vocabulary/roles.ts'
import { apart, powerRoles } from '../src/vocabulary/staff.ts'
import { actionWords } from '../src/vocabulary/words/access.ts'

const file = fileURLToPath(new URL('../docs/roles.md', import.meta.url))
const everyRole = Object.keys(roles) as Role[]

const reach = {
  county: '全市 county',
  town: '本镇街 town',
  handed: '交办 handed',
  own: '本单位 own',
  figures: '仅汇总 figures',
} as const

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The whole page. */
export function rolesPage(): string {
  const roleRows = everyRole.map((role) => [roles[role].zh, `\`${role}\``, roles[role].en, roles[role].meaning])
  const sections = everyRole.map((role) => {
    const rows = actionNames
      .filter((action) => jurisdictionOf(role, action) !== null)
      .map((action) => [
        actionWords[action],
        actionInEnglish(action),
        reach[jurisdictionOf(role, action)!],
        `${purposes[rules[action].purpose].zh} ${purposes[rules[action].purpose].en}`,
      ])
    return `## ${roles[role].zh} · ${roles[role].en}\n\n${table(['操作', 'action', '范围 reach', '目的 purpose'], rows)}`
  })
  const zh = (list: readonly Role[]): string => list.map((role) => roles[role].zh).join('、')
  return `# 谁可以看什么 · Who may see what

Written by \`npx tsx tools/matrix.ts\` from \`src/access/scopes.ts\`; the same table makes the server's check, the policies in PostgreSQL, the page 权限矩阵 and the reasons on buttons. A blank is no.

全市 county: all rows of the county · 本镇街 town: the own town's · 交办 handed: what a task, a mediation, a substitute's post or break-glass handed over · 本单位 own: the own agency's · 仅汇总 figures: no row of a person. Rows know towns, not villages: posts of villages and grids reach their town where the rule says town.

${table(['岗位', 'in code', 'role', '职责'], roleRows)}

Two persons: granting ${zh(powerRoles)} (or standing in for one of them, or opening the account of one of them or of a ${roles.leader.zh} anew) needs a second 系统管理员 or 领导, who is neither the asker nor the one who gains, nor was put in place by the asker.

Apart, never held by one officer at one time: ${apart.map(([one, others]) => `${roles[one].zh} ✕ ${zh(others)}`).join('; ')}.

${sections.join('\n\n')}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, rolesPage())

import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, type Person, type Program, startProgram, until } from './support.ts'

/** One dispute of two neighbours in 浣东街道; everything in it that is theirs alone is named here, to be looked for later. */
const caller = {
  name: '欧阳诸暨明德',
  phone: '15400007711',
  idNumber: '330681197805127714',
  address: '浣东街道东三社区梧桐花园小区十七幢二单元1703室',
}
const other = { name: '司徒建国', phone: '15400007722', idNumber: '330681196911034419' }
const text = '报警人称楼上住户司徒建国家中水管漏水，天花板被泡坏，双方发生口角。'
const number = 'JQ-LOOK-1'
const secrets = [caller.name, caller.phone, caller.idNumber, '1703室', other.name, other.phone, other.idNumber]

let program: Program
let browser: Browser
let operator: Person
let cadre: Person
let neighbour: Person
let bank: Person
let auditor: Person
let code: string

beforeAll(async () => {
  browser = await openBrowser()
  program = await startProgram({ from: '2023-05-20', until: '2023-07-20', records: 120, seed: 'readers' })
  ;[operator, cadre, neighbour, bank, auditor] = await program.officers(
    'operator',
    'cadre002',
    'cadre001',
    'bank',
    'auditor',
  )
  await operator.post('/records', {
    source: 'police110',
    rows: [
      {
        警情编号: number,
        报警时间: '2023-07-19 20:10',
        报警人: caller.name,
        联系电话: caller.phone,
        证件号码: caller.idNumber,
        警情类别: '邻里纠纷',
        发生地址: caller.address,
        区划代码: '330681002',
        警情内容: text,
        对方当事人: other.name,
        对方电话: other.phone,
        对方证件号码: other.idNumber,
        处置结果: '现场劝解，建议调解。',
      },
    ],
  })
  code = await until('the dispute', async () => {
    const { items } = await operator.post<{ items: { traceCode: string }[] }>('/disputes/search', { q: number })
    return items[0]?.traceCode
  })
}, 200_000)
afterAll(async () => {
  await browser?.close()
  await program?.close()
})

interface Seen {
  /** What the page shows, with the words of its fields; white space removed. */
  readonly shown: string
  /** Bodies of every answer that the page fetched. */
  readonly bodies: readonly string[]
}

const squeeze = (value: string): string => value.replace(/\s+/g, '')

/** Opens a path as this person, with everything folded out, and takes the picture that stands in docs/screenshots. */
async function look(context: BrowserContext, path: string, picture: string): Promise<Seen> {
  const page: Page = await context.newPage()
  const bodies: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.url().includes('/api/v1/') && !response.url().endsWith('/events'))
      bodies.push(response.text().catch(() => ''))
  })
  await page.goto(`${program.url()}${path}`)
  await page.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => {})
  await page.waitForSelector('main')
  await page.screenshot({ path: join('docs/screenshots', `${picture}.png`), fullPage: false })
  await page
    .getByRole('button', { name: '展开系统事件' })
    .click({ timeout: 500 })
    .catch(() => {})
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
  })
  const shown = await page.evaluate(() => {
    const said = [...document.querySelectorAll('[title],[aria-label],[placeholder],[value],option')].flatMap((one) =>
      ['title', 'aria-label', 'placeholder', 'value'].map((name) => one.getAttribute(name) ?? ''),
    )
    // biome-ignore lint/performance/useDomNodeTextContent: only what is rendered counts as shown
    return `${document.title} ${document.body.innerText} ${said.join(' ')}`
  })
  const seen = { shown: squeeze(shown), bodies: await Promise.all(bodies) }
  await context.close()
  return seen
}

const leaves = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value)
      ? value.flatMap(leaves)
      : value !== null && typeof value === 'object'
        ? Object.values(value).flatMap(leaves)
        : []

/** Chinese words in the answers that stand nowhere on the page. */
function hidden({ shown, bodies }: Seen): string[] {
  const words = bodies
    .filter((body) => body.startsWith('{'))
    .flatMap((body) => leaves(JSON.parse(body)))
    .filter((leaf) => /\p{Script=Han}/u.test(leaf))
  return [...new Set(words)].filter(
    (word) =>
      !squeeze(word)
        .split(/[{}]/)
        .every((part) => shown.includes(part)),
  )
}

const held = ({ bodies, shown }: Seen): string[] =>
  secrets.filter((secret) => bodies.some((body) => body.includes(secret)) || shown.includes(secret))

const desk = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

describe('five people open the same dispute', { timeout: 120_000 }, () => {
  it('each party sees the own matter and nothing of the other, on a phone', async () => {
    for (const [who, picture, foreign] of [
      [caller, 'readers-party-one-390', [other.name, other.phone, other.idNumber]],
      [other, 'readers-party-two-390', [caller.phone, caller.idNumber, caller.name, '1703室', text]],
    ] as const) {
      const person = await program.citizen(code, who.phone)
      const seen = await look(await person.context(browser, phone), `/t/${code}`, picture)
      expect(seen.shown).toContain(code)
      for (const secret of foreign) expect(seen.bodies.join('\n')).not.toContain(secret)
      expect(seen.bodies.join('\n')).not.toMatch(/alert|grade|risk|sealed/i)
      expect(hidden(seen)).toEqual([])
    }
  })

  it("the town's own cadre sees the dispute with masked names and numbers", async () => {
    const seen = await look(await cadre.context(browser, desk), `/disputes/${code}`, 'readers-cadre-1440')
    expect(seen.shown).toContain(code)
    expect(held(seen)).toEqual([])
    expect(hidden(seen)).toEqual([])
  })

  it("the neighbour town's cadre, a bank and an auditor get a clear answer and not one word of the matter", async () => {
    for (const [person, picture] of [
      [neighbour, 'readers-neighbour-cadre-1440'],
      [bank, 'readers-bank-1440'],
      [auditor, 'readers-auditor-1440'],
    ] as const) {
      const seen = await look(await person.context(browser, desk), `/disputes/${code}`, picture)
      expect(held(seen), picture).toEqual([])
      expect(seen.bodies.join('\n')).not.toContain('漏水')
      expect(seen.bodies.some((body) => body.includes('"status":403') || body.includes('"status":404'))).toBe(true)
      expect(hidden(seen), picture).toEqual([])
    }
  })

  it('the parties see that the town opened the file, and that others were refused is kept for the auditor', async () => {
    const person = await program.citizen(code, caller.phone)
    const { items } = await person.get<{ items: { organ: string; purpose: string }[] }>('/party/readers')
    expect(items.map((one) => one.organ)).toContain('浣东街道办事处')
    const reads = await auditor.get<{ items: { result: string; role: string | null }[] }>(
      `/audit/reads?code=${code}&result=refused`,
    )
    expect(reads.items.map((one) => one.role).sort()).toEqual(expect.arrayContaining(['bank', 'townCadre']))
  })
})

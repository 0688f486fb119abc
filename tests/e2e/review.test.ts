import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, type Person, type Program, startProgram, until } from './support.ts'

/** The review queue by keyboard alone in a real browser, on what the linker itself proposed and drew. */
const shots = process.env.SCREENSHOTS_REVIEW ?? null

let program: Program
let browser: Browser
let operator: Person

beforeAll(async () => {
  program = await startProgram({ from: '2023-01-15', until: '2023-08-18', records: 1_500, seed: 'review' })
  browser = await openBrowser()
  ;[operator] = await program.officers('operator')
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await program?.close()
})

async function faultsOf(page: Page, name: string): Promise<string[]> {
  await page.locator('.skeleton').last().waitFor({ state: 'detached' })
  await page.waitForTimeout(300)
  const width = page.viewportSize()!.width
  if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  const text = (await page.locator('main').textContent()) ?? ''
  return [
    ...violations.map((one) => `axe ${one.id}: ${one.nodes.map((node) => node.target).join(', ')}`),
    ...(over > 0 ? [`scrolls ${over} px sideways`] : []),
    ...(/(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)/.test(text) ? ['a phone or an ID number in full'] : []),
  ].map((fault) => `${name} at ${width}: ${fault}`)
}

interface Counts {
  readonly items: readonly { readonly id: string }[]
  readonly counts: Readonly<Record<'merge' | 'party' | 'token' | 'link' | 'undo', number>>
}

it('a drawn link is judged by keyboard, the next pair follows, and the figures count it', async () => {
  const { counts } = await operator.get<Counts>('/reviews?view=link')
  expect(counts.link).toBeGreaterThan(0)
  const found: string[] = []
  for (const width of [1440, 390]) {
    const context = await operator.context(browser, { width, height: 900 })
    const page = await context.newPage()
    await page.goto(`${program.url()}/reviews?view=link`)
    await page.getByRole('heading', { level: 1, name: '核对队列' }).waitFor()
    found.push(...(await faultsOf(page, 'reviews')))
    await page.keyboard.press('n')
    await page.getByRole('heading', { level: 1, name: '左侧记录归入右侧纠纷，归得对吗？' }).waitFor()
    found.push(...(await faultsOf(page, 'review-pair')))
    await page.keyboard.press('1')
    await page.getByRole('radio').first().waitFor()
    await page.keyboard.press('Space')
    found.push(...(await faultsOf(page, 'review-answer')))
    const before = page.url()
    await page.keyboard.press('Enter')
    await until('the next pair or the queue', async () => page.url() !== before)
    for (const empty of ['merge', 'party', 'undo']) {
      await page.goto(`${program.url()}/reviews?view=${empty}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      found.push(...(await faultsOf(page, `reviews-${empty}`)))
      const [first] = (await operator.get<Counts>(`/reviews?view=${empty}`)).items
      if (first === undefined) continue
      await page.keyboard.press('n')
      await page.getByRole('heading', { level: 1, name: /左右是不是同一/ }).waitFor()
      found.push(...(await faultsOf(page, `pair-${empty}`)))
    }
    await page.goto(`${program.url()}/quality`)
    await page.getByRole('heading', { level: 1, name: '关联质量' }).waitFor()
    found.push(...(await faultsOf(page, 'quality')))
    await context.close()
  }
  expect(found).toEqual([])
  const after = await operator.get<{ answered: number; links: number; sampled: number }>('/quality')
  expect(after.links).toBeGreaterThan(after.sampled)
  expect(after.answered).toBeGreaterThanOrEqual(1)
}, 240_000)

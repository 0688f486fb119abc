import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, type Person, type Program, startProgram, until } from './support.ts'

/** A grid worker's phone without a network, in a real browser against the real program: what was written is sent once. */
let program: Program
let browser: Browser
let worker: Person
let operator: Person
let context: BrowserContext
let page: Page
const faults: string[] = []

beforeAll(async () => {
  program = await startProgram({ from: '2023-06-01', until: '2023-08-18', records: 300, seed: 'phone' })
  browser = await openBrowser()
  ;[worker, operator] = await program.officers('grid', 'operator')
  context = await worker.context(browser, { width: 390, height: 844 })
  page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`script: ${error}`))
  page.on('console', (message) => {
    // What the browser says of a request without a network is no fault of the page.
    if (message.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION_RESET/.test(message.text()))
      faults.push(`console: ${message.text()}`)
  })
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await program?.close()
})

interface Reports {
  readonly items: readonly {
    readonly number: string
    readonly recordId: string
    readonly traceCode: string | null
    readonly photosReceived: number
  }[]
}

async function looked(name: string): Promise<void> {
  if (process.env.PHONE_SHOTS) await page.screenshot({ path: `${process.env.PHONE_SHOTS}/${name}.png`, fullPage: true })
  await page.evaluate(() => {
    for (const node of document.querySelectorAll<HTMLElement>('nav'))
      if (['fixed', 'sticky'].includes(getComputedStyle(node).position)) node.style.position = 'static'
  })
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(
    violations.map((one) => `${name}: ${one.id} ${one.nodes.map((node) => node.target).join(', ')}`),
    name,
  ).toEqual([])
  expect(over, name).toBeLessThanOrEqual(0)
}

/** A picture as a camera gives it: large, drawn by the browser itself. */
async function picture(shade: string): Promise<Buffer> {
  const data = await page.evaluate((fill) => {
    const canvas = document.createElement('canvas')
    canvas.width = 2600
    canvas.height = 1400
    const pen = canvas.getContext('2d')!
    pen.fillStyle = fill
    pen.fillRect(0, 0, 2600, 1400)
    return canvas.toDataURL('image/png').split(',')[1]!
  }, shade)
  return Buffer.from(data, 'base64')
}

async function write(kind: string, text: string, address: string, shade: string, looks: boolean): Promise<void> {
  await page.getByRole('button', { name: '上报新事件' }).click()
  await page.getByRole('radio', { name: kind }).check()
  await page.getByLabel('发生了什么').fill(text)
  await page
    .getByLabel('照片（最多 6 张，可不拍）')
    .setInputFiles({ name: 'IMG.png', mimeType: 'image/png', buffer: await picture(shade) })
  await page.getByRole('img', { name: '照片 1' }).waitFor()
  if (looks) await looked('phone-what')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('地址').fill(address)
  if (looks) await looked('phone-where')
  await page.getByRole('button', { name: '下一步' }).click()
  if (looks) await looked('phone-check')
  await page.getByRole('button', { name: '保存，联网后上报' }).click()
}

it('three drafts with a photo each, written and reloaded without a network, become three records, each once, though an answer is lost', async () => {
  await page.goto(`${program.url()}/grid`)
  await page.getByRole('heading', { name: '未上传 0' }).waitFor()
  await looked('phone-start')
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  const before = await worker.get<Reports>('/grid-reports')
  expect(before.items).toEqual([])

  await context.setOffline(true)
  await write('邻里', '空调外机正对邻家卧室，夜间噪声大', '浣纱苑3幢', '#355', true)
  await write('劳资', '装修工三个月没有拿到工钱', '东江路18号', '#535', false)
  await write('物业', '电梯停用半个月，业主要求物业答复', '江滨花园2幢', '#553', false)
  await page.getByRole('heading', { name: '未上传 3' }).waitFor()

  await page.reload()
  await page.getByRole('heading', { name: '未上传 3' }).waitFor()
  expect(await page.getByText('待上传').count()).toBe(3)
  expect(await page.getByText('照片 1 张').count()).toBe(3)
  await looked('phone-offline')
  // The worker keeps files of the page and nothing that the server said.
  const cached = await page.evaluate(async () => {
    const paths: string[] = []
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname)
    return paths
  })
  expect(cached).toContain('/grid')
  expect(cached.filter((path) => path !== '/grid' && !path.startsWith('/assets/'))).toEqual([])

  // The first report and the first photo arrive, but the phone never hears of it.
  const lost = new Set(['report', 'photo'])
  let sent = 0
  await context.route('**/api/v1/grid-reports/**', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue()
    sent++
    const kind = route.request().url().includes('/photos/') ? 'photo' : 'report'
    if (!lost.delete(kind)) return route.continue()
    await route.fetch()
    return route.abort('connectionreset')
  })
  await context.setOffline(false)
  const reports = await until(
    'three reports with their photos',
    async () => {
      await page
        .getByRole('button', { name: '现在上传' })
        .click({ timeout: 500 })
        .catch(() => undefined)
      const { items } = await worker.get<Reports>('/grid-reports')
      return items.length === 3 && items.every((one) => one.photosReceived === 1 && one.traceCode !== null) && items
    },
    60,
  )
  expect(lost.size).toBe(0)
  // Three reports and three photos, the first report sent twice and once more with its photo, whose answer was lost too.
  expect(sent).toBe(9)
  await page.getByRole('heading', { name: '未上传 0' }).waitFor()
  expect(new Set(reports.map((one) => one.recordId)).size).toBe(3)
  for (const { recordId } of reports) {
    const record = await worker.get<{ source: string; versions: unknown[] }>(`/records/${recordId}`)
    expect([record.source, record.versions.length]).toEqual(['grid', 1])
  }
  await page.getByText(reports[0]!.traceCode!).waitFor()
  await looked('phone-sent')

  const shown = await page.request.get(`${program.url()}/api/v1/records/${reports[0]!.recordId}/photos/0`)
  const bytes = await shown.body()
  expect(shown.headers()['content-type']).toBe('image/jpeg')
  expect(bytes.readUInt16BE(0)).toBe(0xffd8)
  expect(bytes.includes('Exif')).toBe(false)
  await context.unroute('**/api/v1/grid-reports/**')
}, 180_000)

it('a worker who is asked to look answers on the phone, and the alert bears what was seen', async () => {
  const { items } = await operator.get<{ items: { id: string; sealed: boolean; carePath: boolean; state: string }[] }>(
    '/alerts?view=all&limit=100',
  )
  const alerts = items.filter((one) => !one.sealed && ['raised', 'confirmed'].includes(one.state))
  const question = '请看工地门口是否还有人聚集'
  const asked = await until('an alert that may be looked at', async () => {
    for (const alert of alerts) {
      const answer = await operator.send('POST', `/alerts/${alert.id}/verifications`, { question, town: '330681002' })
      if (answer.status !== 200) continue
      const open = await worker.get<{ items: { id: string }[] }>('/verifications')
      if (open.items.length > 0) return alert.id
    }
    return null
  })
  await page.reload()
  await page.getByRole('heading', { name: '待核实 1' }).waitFor()
  await page.getByRole('radio', { name: '与反映不符' }).check()
  await page.getByLabel('看到了什么').fill('门口没有人，工地照常施工')
  await page
    .getByLabel('拍照或选择照片（可不拍）')
    .setInputFiles({ name: 'IMG.png', mimeType: 'image/png', buffer: await picture('#246') })
  await page.getByRole('img', { name: '核实照片' }).waitFor()
  await looked('phone-verify')
  await page.getByRole('button', { name: '提交核实结果' }).click()
  await page.getByRole('heading', { name: '待核实 0' }).waitFor()

  const desk = await operator.context(browser, { width: 1440, height: 900 })
  const alertPage = await desk.newPage()
  await alertPage.goto(`${program.url()}/alerts/${asked}`)
  await alertPage.getByText('门口没有人，工地照常施工').waitFor()
  const shown = alertPage.getByRole('img', { name: '核实照片' })
  await shown.waitFor()
  await until('the photo', () => shown.evaluate((node) => (node as HTMLImageElement).naturalWidth > 0))
  if (process.env.PHONE_SHOTS)
    await alertPage.screenshot({ path: `${process.env.PHONE_SHOTS}/alert.png`, fullPage: true })
  const { violations } = await new AxeBuilder({ page: alertPage }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze()
  expect(violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target)}`)).toEqual([])
  await desk.close()
}, 90_000)

it('what was reported at the same place is offered while the next is entered, and leaving with a draft is asked about', async () => {
  await page.getByRole('button', { name: '上报新事件' }).click()
  await page.getByRole('radio', { name: '邻里' }).check()
  await page.getByLabel('发生了什么').fill('空调外机噪声大，夜间睡不着')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('地址').fill('浣纱苑3幢')
  await page.getByText('附近相似 1 件').waitFor()
  await looked('phone-similar')
  await page.getByRole('button', { name: /^是同一件事，并入/ }).click()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByText(/^WG202308/).waitFor()
  await page.getByRole('button', { name: '返回列表' }).click()
  await page.getByRole('heading', { name: '未上传 1' }).waitFor()

  await page.getByRole('button', { name: '退出' }).click()
  const asked = page.getByRole('dialog', { name: '还有 1 件没有上传' })
  await asked.waitFor()
  await looked('phone-leaving')
  await asked.getByRole('button', { name: '不退出' }).click()
  await page.getByRole('heading', { name: '未上传 1' }).waitFor()
  await page.getByRole('button', { name: '退出' }).click()
  expect(faults).toEqual([])
  await asked.getByRole('button', { name: '删除并退出' }).click()
  await page.getByLabel('密码').waitFor()
  const left = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const request = indexedDB.open('suyuan-grid', 1)
        request.onsuccess = () => {
          const count = request.result.transaction('drafts').objectStore('drafts').count()
          count.onsuccess = () => resolve(count.result)
        }
      }),
  )
  expect(left).toBe(0)
}, 60_000)

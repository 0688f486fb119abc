import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureBuilt } from '../../tools/build.js'
import { openBrowser } from './support.ts'

/** A production store's first administrator, from the printed password to the own sessions, by keyboard alone. */
const folder = mkdtempSync(join(tmpdir(), 'suyuan-sign-in-'))
const data = join(folder, 'data')
const environment = { ...process.env, DATABASE_URL: '', SUYUAN_LOG_LEVEL: 'warn' }
const own = 'orchid-lantern-42-bridge'

let server: ChildProcess
let browser: Browser
let url = ''
let printed = ''

beforeAll(async () => {
  await ensureBuilt({ screens: true })
  const words = ['bin/suyuan.js', 'setup', '--county', '330681', '--administrator', 'zhang.san', '--data-dir', data]
  printed = JSON.parse(
    execFileSync(process.execPath, words, { env: environment, stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
  ).password
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address() as { port: number }
  free.close()
  await once(free, 'close')
  url = `http://127.0.0.1:${port}`
  server = spawn(process.execPath, ['bin/suyuan.js', 'start', '--port', String(port), '--data-dir', data], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
  })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.stderr!.on('data', (chunk) => {
      said += chunk
      if (said.includes('ready at')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`the program ended with ${code}\n${said}`)))
  })
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  server?.removeAllListeners('exit')
  if (server?.exitCode === null) {
    const ended = once(server, 'exit')
    server.kill('SIGINT')
    await ended
  }
  const pointer = join(data, 'cluster.path')
  if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
})

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

/** What axe and a ruler find wrong with the page at desk and phone. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  const found: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    await page.waitForTimeout(250)
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (process.env.SCREENSHOTS === '1')
      await page.screenshot({ path: `docs/screenshots/sign-in-${name}-${size.width}.png` })
    found.push(
      ...violations.map((one) => `${name} ${size.width} axe ${one.id}: ${one.nodes.map((node) => node.target)}`),
    )
    if (over > 0) found.push(`${name} ${size.width} scrolls ${over} px sideways`)
  }
  return found
}

/** Presses Tab until a field of this name or a button with this text has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    const at = await page.evaluate(() => {
      const element = document.activeElement
      return element?.getAttribute('name') ?? element?.textContent?.trim() ?? ''
    })
    if (at === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${name}`)
}

async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('name') ?? null)
const wrongText = async (page: Page): Promise<string | null> => page.locator('.field .wrong').first().textContent()

let codes: string[] = []

it('leads from the printed password over an app and an own password to the console, by keyboard alone', async () => {
  const page = await (await browser.newContext({ viewport: sizes[0]!, locale: 'zh-CN' })).newPage()
  const found: string[] = []
  await page.goto(`${url}/?refused=oidcUnknown`)
  await page.getByRole('alert').getByText('还不是本系统的用户').waitFor()
  await typeInto(page, 'login', 'zhang.san')
  await typeInto(page, 'password', 'not the password')
  await page.keyboard.press('Enter')
  await page.locator('.field .wrong').waitFor()
  // The refusal stands beside its field, and the keyboard is where it is mended.
  expect([await wrongText(page), await focused(page)]).toEqual(['登录名或密码不正确。', 'password'])
  found.push(...(await faultsOf(page, 'password')))

  await typeInto(page, 'password', printed)
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: '动态码的二维码' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  const secret = (await page.locator('.enrol-secret').textContent())!.replace(/\s/g, '')
  const app = new TOTP({ secret: Secret.fromBase32(secret) })
  await typeInto(page, 'code', '000000')
  await page.keyboard.press('Enter')
  await page.locator('.field .wrong').waitFor()
  expect([await wrongText(page), await focused(page)]).toEqual([expect.stringContaining('时间是否准确'), 'code'])
  found.push(...(await faultsOf(page, 'enrol')))
  await typeInto(page, 'code', app.generate())
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: '请保存备用码' }).waitFor()
  codes = await page.locator('.recovery-codes code').allTextContents()
  expect(codes).toHaveLength(10)
  found.push(...(await faultsOf(page, 'recovery')))
  await tabTo(page, '我已保存好备用码')
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: /设置自己的密码/ }).waitFor()
  for (const [next, repeat, wrong, field] of [
    ['zhang.san-2026!', 'zhang.san-2026!', '密码里不能有自己的登录名或姓名', 'next'],
    [own, `${own}x`, '两次输入的新密码不一样', 'repeat'],
  ] as const) {
    await typeInto(page, 'next', next)
    await typeInto(page, 'repeat', repeat)
    await page.keyboard.press('Enter')
    await page.locator('.field .wrong').getByText(wrong).waitFor()
    expect(await focused(page)).toBe(field)
  }
  found.push(...(await faultsOf(page, 'own-password')))
  await page.reload()
  await typeInto(page, 'next', own)
  await typeInto(page, 'repeat', own)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: '我的会话' }).waitFor()
  await page.goto(`${url}/me`)
  await page.getByRole('heading', { name: '登录中的设备' }).waitFor()
  found.push(...(await faultsOf(page, 'sessions')))
  await page.goto(`${url}/outbox`)
  await page.getByText('还没有设置短信网关').waitFor()
  found.push(...(await faultsOf(page, 'unsent')))
  expect(found).toEqual([])
  await page.context().close()
}, 120_000)

it('lets a phone in with a recovery code, shows it in the list, and ends it from the desk', async () => {
  const enter = async (page: Page, code: string): Promise<void> => {
    await page.goto(url)
    await page.getByLabel('登录名').fill('zhang.san')
    await page.getByLabel('密码').fill(own)
    await page.keyboard.press('Enter')
    await page.getByLabel('动态码或备用码').fill(code)
    await page.keyboard.press('Enter')
  }
  const desk = await (await browser.newContext({ viewport: sizes[0]!, locale: 'zh-CN' })).newPage()
  await enter(desk, codes[0]!.toLowerCase())
  await desk.getByRole('link', { name: '我的会话' }).waitFor()
  const phone = await (
    await browser.newContext({
      viewport: sizes[1]!,
      locale: 'zh-CN',
      userAgent:
        'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0',
    })
  ).newPage()
  await enter(phone, codes[0]!)
  await phone.locator('.field .wrong').getByText('已经用过').waitFor()
  await phone.getByLabel('动态码或备用码').fill(codes[1]!)
  await phone.keyboard.press('Enter')
  await phone.getByRole('link', { name: '我的会话' }).waitFor()

  await desk.goto(`${url}/me`)
  await desk.getByText('备用码还剩 8 个').waitFor()
  await desk.getByRole('button', { name: /结束 微信 · 安卓/ }).click()
  await desk.getByText('登录已结束。').first().waitFor()
  await phone.reload()
  await phone.getByRole('heading', { name: '登录诉源治理工作台' }).waitFor()
  // A citizen is told before typing anything that no code can be sent from here.
  await phone.goto(`${url}/citizen`)
  await phone.getByText('验证码发不出去').first().waitFor()
  await phone.getByRole('button', { name: '获取验证码' }).and(phone.locator('[aria-disabled="true"]')).waitFor()
  await Promise.all([desk.context().close(), phone.context().close()])
}, 60_000)

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { centile } from './latency.ts'
import type { Figure } from './page.ts'
import type { BenchServer } from './server.ts'

const web = join(import.meta.dirname, '..', 'dist', 'web')

/** Budgets of knowledge/ux.md 4.2: kilobytes of gzipped script at first load, milliseconds to the largest contentful paint. */
const entries = [
  { name: 'cockpit', path: '/cockpit', script: 330, paint: 1_500 },
  { name: 'console', path: '/', script: 220, paint: 1_500 },
  { name: 'citizen', path: '/citizen', script: 130, paint: 1_000 },
] as const

/** Kilobytes of script, gzipped, that an entry's page names: its module and the chunks preloaded with it. */
function scriptSize(name: string): number {
  const page = readdirSync(web).find((file) => file === `${name}.html`)
  if (!page) throw new Error(`dist/web/${name}.html is missing`)
  const html = readFileSync(join(web, page), 'utf8')
  const files = new Set([...html.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map((match) => match[1]!))
  let bytes = 0
  for (const file of files) bytes += gzipSync(readFileSync(join(web, file))).length
  return bytes / 1024
}

/** Largest contentful paint in five cold loads, and requests of the first. */
async function paint(server: BenchServer, path: string): Promise<{ lcp: number; requests: number }> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const times: number[] = []
  let requests = 0
  try {
    for (let load = 0; load < 6; load++) {
      const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
      const [name, value] = server.cookie.split('=') as [string, string]
      await context.addCookies([{ name, value, url: server.url }])
      const page = await context.newPage()
      let count = 0
      page.on('request', () => {
        count++
      })
      await page.goto(server.url + path, { waitUntil: 'load' })
      await page.waitForTimeout(2_500)
      const lcp = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
              type: 'largest-contentful-paint',
              buffered: true,
            })
            setTimeout(() => resolve(Number.NaN), 1_000)
          }),
      )
      await context.close()
      // The first load starts the server's own caches and the browser's.
      if (load > 0) times.push(lcp)
      else requests = count
    }
  } finally {
    await browser.close()
  }
  return { lcp: centile(times, 0.95), requests }
}

export async function measureScreens(plan: { server: BenchServer; say: (text: string) => void }): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const entry of entries) {
    const size = scriptSize(entry.name)
    const { lcp, requests } = await paint(plan.server, entry.path)
    plan.say(`${entry.name}: LCP ${lcp.toFixed(0)} ms, ${size.toFixed(0)} KB of script, ${requests} requests`)
    figures.push(
      {
        what: `${entry.name}: largest contentful paint, p95 of 5`,
        figure: `${lcp.toFixed(0)} ms`,
        peer: '–',
        budget: `≤ ${entry.paint} ms`,
        good: lcp <= entry.paint,
      },
      {
        what: `${entry.name}: script at first load, gzip`,
        figure: `${size.toFixed(0)} KB`,
        peer: 'react-dom alone 69 KB',
        budget: `≤ ${entry.script} KB`,
        good: size <= entry.script,
      },
    )
    if (entry.name === 'cockpit')
      figures.push({
        what: 'cockpit: requests on load',
        figure: String(requests),
        peer: '–',
        budget: '≤ 15',
        good: requests <= 15,
      })
  }
  return figures
}

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HAS_CHROMIUM, launchBrowser } from '../../../test/support/browser.ts'
import { newCourse } from '../course.ts'
import { decode, newLatency, record } from '../latency.ts'
import type { LoadOptions } from '../options.ts'
import { segmentsOf } from '../shape.ts'
import { newTally } from '../tally.ts'
import { LoadReport } from './schema.ts'
import type { LoadStory } from './story.ts'
import { writeReport } from './write.ts'

const HOSTILE = '</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-report-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the report of a load', () => {
  it('is data of its schema, with histograms that can be read back, and without what signs anybody in', async () => {
    await writeReport(folder, storyOf())
    const text = await readFile(join(folder, 'report.json'), 'utf8')
    const report = JSON.parse(text) as LoadReport
    expect(Value.Errors(LoadReport, report)).toEqual([])
    expect(report.seconds.map(({ wanted }) => wanted)).toEqual([100, 100, 200])
    const [acknowledged] = report.ways
    expect(decode(acknowledged!.hdr).getValueAtPercentile(99) / 1000).toBe(acknowledged!.percentiles!.p99)
    expect(text).not.toContain('secret')
    expect(await readFile(join(folder, 'report.html'), 'utf8')).not.toContain('secret')
  })
})

describe.runIf(HAS_CHROMIUM)('the page of the report', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  async function open(locale: string, colorScheme: 'light' | 'dark') {
    const page = await (await browser.newContext({ locale, colorScheme })).newPage()
    const [errors, requests]: [string[], string[]] = [[], []]
    page.on('console', (message) => errors.push(message.text()))
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('request', (request) => requests.push(request.url()))
    const url = pathToFileURL(await writeReport(folder, storyOf())).href
    await page.goto(url)
    await page.locator('.chart svg').nth(3).waitFor()
    return { page, errors, asked: requests.filter((one) => one !== url && !one.startsWith('data:')) }
  }

  it.each([
    ['en-GB', 'light', 'Failed', '3 readings missing, the books of 1 stations differ.', 'rgb(27, 31, 36)'],
    ['zh-CN', 'dark', '未通过', '缺少 3 条读数，1 个站点账目不符。', 'rgb(228, 231, 235)'],
  ] as const)(
    'opens from the disk in %s, %s, asks nobody for anything, and draws',
    async (locale, scheme, ...shown) => {
      const [verdict, why, ink] = shown
      const { page, errors, asked } = await open(locale, scheme)
      expect(await page.locator('.verdict strong').textContent()).toBe(verdict)
      expect(await page.locator('.verdict p').textContent()).toBe(why)
      expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe(ink)
      const lines = (chart: number) => page.locator('.chart').nth(chart).locator('svg path[fill="none"]').count()
      for (const chart of [0, 1, 2, 3]) expect(await lines(chart)).toBeGreaterThan(1)
      expect({ errors, asked }).toEqual({ errors: [], asked: [] })
    },
  )

  it('shows what stations and brokers are called as text', async () => {
    const { page } = await open('en-GB', 'light')
    expect(await page.getByText(HOSTILE).count()).toBeGreaterThan(0)
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  })
})

/** Three seconds of a rising load that lost three readings. */
function storyOf(): LoadStory {
  const segments = segmentsOf({
    shape: 'step',
    rate: 100,
    seconds: 3,
    burst: 1,
    burstSeconds: 1,
    burstEvery: 2,
    stepFactor: 2,
    stepSeconds: 2,
  })
  const course = newCourse()
  const stored = newLatency()
  for (let second = 0; second < 3; second += 1) {
    const tally = newTally()
    tally.due(100)
    for (let i = 0; i < 100; i += 1) {
      tally.sent()
      tally.acknowledged(1 + (i % 10) + second * 20)
      record(stored, 80 + i)
    }
    tally.error(HOSTILE)
    course.add(tally.take(second)!)
  }
  const signIn = { token: 'secret', url: 'http://127.0.0.1:1', mqtt: { host: '127.0.0.1', port: 1 } }
  const load = { stations: 3, rate: 100, seconds: 3, shape: 'step', qos: 1, batch: 1, mqtt5: false } as const
  const rest = { kinds: [], connections: 0, keep: false, run: 'x', screen: { say: () => {}, watch: () => () => {} } }
  const city = {} as LoadOptions['city']
  const tls = { key: 'secret' }
  return {
    options: { ...signIn, ...load, ...rest, city, tls },
    result: {
      ok: false,
      sent: 300,
      acknowledged: 300,
      stored: 297,
      duplicate: 0,
      refused: 0,
      differences: [
        { id: HOSTILE, reason: `acknowledged 100, received only 97 ${HOSTILE}`, missing: 3 },
        { id: HOSTILE, reason: 'sent 100, stored 97', missing: 3 },
      ],
      p50: 1,
      p99: 2,
      steps: [
        { rate: 100, sent: 100, acknowledged: 100, p99: 12, held: true, cause: 'none', why: '' },
        { rate: 200, sent: 200, acknowledged: 100, p99: 900, held: false, cause: 'acknowledgements', why: 'only 100' },
      ],
      verdict: 'FAIL 3 readings missing',
    },
    course,
    segments,
    measured: [
      { way: 'acknowledged', latency: course.latency, resolutionMs: 0.001, note: '' },
      { way: 'stored', latency: stored, resolutionMs: 20, note: '' },
      { way: 'browser', latency: newLatency(), resolutionMs: 1, note: 'no live connection: xhr' },
    ],
    startAt: Date.UTC(2026, 5, 1),
    openSeconds: 0.2,
    target: `http://127.0.0.1:1 ${HOSTILE}`,
  }
}

import type { CDPSession, Page } from 'playwright-core'
import { openBrowser, openPage, signIn } from '../test/support/browser.ts'
import { PASSWORD } from '../test/support/city.ts'
import { openLargeWindow } from '../test/support/large-window.ts'
import { machine, writeSection } from './page.ts'

const STATIONS = 10_000
const SECONDS = 20
const INPUT_MS = 400

interface Measured {
  readonly name: string
  /** Share of one core, of the page's own process with all its threads. */
  readonly page: number
  /** Of the process that draws, in software where there is no graphics card. */
  readonly drawing: number
  readonly inputs: readonly number[]
  readonly heapMb: number
}

/** Measures what the window costs a browser, at 10,000 stations that read once a second, beside the same page at rest. */
async function run(): Promise<void> {
  await using city = await openLargeWindow({ stations: STATIONS })
  const browser = await openBrowser()
  try {
    const { page } = await openPage(browser, { viewport: { width: 1280, height: 800 } })
    const client = await browser.newBrowserCDPSession()
    await signIn(page, city.url, PASSWORD)
    await page.locator('city-map canvas').waitFor()
    city.readAll()
    await page.waitForTimeout(8_000)
    const measure = (name: string) => measureOver(name, page, client)
    const rows = [await measure('at rest: the same page, no reading comes')]
    const stop = city.startReading()
    await page.waitForTimeout(4_000)
    rows.push(await measure('overview, the whole city in view'))
    await page.goto(`${city.url}/map?at=123.0,31.01,13.5`)
    await page.locator('station-rows').waitFor()
    await page.waitForTimeout(6_000)
    rows.push(await measure('map, one quarter in view'))
    await page.goto(`${city.url}/alarms`)
    await page.waitForTimeout(4_000)
    rows.push(await measure('alarms, no map'))
    await page.goto(city.url)
    await page.locator('city-map canvas').waitFor()
    await page.waitForTimeout(6_000)
    await hide(page)
    await page.waitForTimeout(3_000)
    rows.push(await measure('overview, its tab hidden'))
    stop()
    await report(rows)
  } finally {
    await browser.close()
  }
}

async function measureOver(name: string, page: Page, client: CDPSession): Promise<Measured> {
  await page.evaluate(() => {
    const box = window as typeof window & { delays?: number[]; watcher?: PerformanceObserver }
    box.delays = []
    box.watcher?.disconnect()
    box.watcher = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) box.delays?.push(entry.duration)
    })
    box.watcher.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
  })
  const before = await times(client)
  const startedAt = performance.now()
  const inputs: number[] = []
  while (performance.now() - startedAt < SECONDS * 1000) {
    // How long until the page has taken a key and run what it does.
    const sentAt = performance.now()
    await page.keyboard.press('Shift')
    inputs.push(performance.now() - sentAt)
    await page.waitForTimeout(INPUT_MS)
  }
  const seconds = (performance.now() - startedAt) / 1000
  const after = await times(client)
  const painted = await page.evaluate(() => (window as typeof window & { delays?: number[] }).delays ?? [])
  const heapMb = await page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 2 ** 20,
  )
  const share = (type: 'page' | 'drawing') => (after[type] - before[type]) / seconds
  return { name, page: share('page'), drawing: share('drawing'), inputs: painted.length > 0 ? painted : inputs, heapMb }
}

/** CPU seconds so far. */
async function times(client: CDPSession): Promise<{ page: number; drawing: number }> {
  const { processInfo } = (await client.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; cpuTime: number }[]
  }
  const sum = (type: string) =>
    processInfo.filter((one) => one.type === type).reduce((total, one) => total + one.cpuTime, 0)
  return { page: sum('renderer'), drawing: sum('GPU') }
}

/** As a tab behind another: headless Chromium itself hides none. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
}

async function report(rows: readonly Measured[]): Promise<void> {
  const rest = rows[0]!.page
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const table = rows.map(({ name, page, drawing, inputs, heapMb }) => {
    const sorted = inputs.toSorted((a, b) => a - b)
    const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? 0
    return `| ${name} | ${percent(page)} | ${(page / rest).toFixed(1)} | ${percent(drawing)} | ${Math.round(p95)} ms | ${heapMb.toFixed(0)} MB |`
  })
  const text = `${STATIONS.toLocaleString('en')} stations that each read once a second, in Chromium without a graphics card, ${SECONDS} s for each row; \`npm run bench:page\`.
${machine()}.

| page | of one core | times the page at rest | drawing, of one core | input to paint, 95 of 100 | heap |
| --- | --- | --- | --- | --- | --- |
${table.join('\n')}`
  console.log(text)
  if (process.argv.includes('--write')) await writeSection('The window in a browser', text)
}

await run()

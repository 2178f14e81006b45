import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Wall } from '../domain/wall.ts'
import { HAS_CHROMIUM, openBrowser } from './support/browser.ts'
import { type LargeWindow, openLargeWindow } from './support/large-window.ts'

const WALL: Wall = {
  id: 'trial',
  label: { zh: '试验屏', en: 'Trial' },
  language: 'en',
  views: [
    { panels: ['counters', 'map', 'alarms'], seconds: 5 },
    { panels: ['counters', 'districts', 'incidents'], seconds: 5, fill: 'air' },
  ],
  dark: { from: '00:00', to: '00:00' },
}

/** Of what is to be seen, with its text, whatever shadow it stands in. */
const SMALL = `(() => {
  const found = []
  const walk = (root) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) walk(one.shadowRoot)
      const isText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
      // A numeral within a mark is drawn to the mark's own scale.
      if (!isText || one.localName === 'style' || one instanceof SVGElement || !one.checkVisibility()) continue
      const size = parseFloat(getComputedStyle(one).fontSize)
      if (size < innerHeight / 60) found.push(one.localName + ' ' + size + ' ' + one.textContent.trim())
    }
  }
  walk(document)
  return found
})()`

/** Of the rows that are to be seen: texts that are cut, and marks that stand beyond the edge of their row. */
const CUT = `(() => {
  const rows = document.querySelector('city-app').shadowRoot.querySelector('wall-page').shadowRoot.querySelector('wall-rows')
  const box = rows.getBoundingClientRect()
  const seen = [...rows.shadowRoot.querySelectorAll('li')].filter((row) => row.getBoundingClientRect().left < box.right)
  const more = Number(/\\d+/.exec(rows.shadowRoot.querySelector('.more')?.textContent ?? '0')[0])
  return {
    all: seen.length + more,
    cut: seen.flatMap((row) => [...row.querySelectorAll('p, b, em, span')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible'
        || one.getBoundingClientRect().right > box.right || one.getBoundingClientRect().bottom > box.bottom)
      .map((one) => one.textContent)),
    left: box.bottom - seen.at(-1).getBoundingClientRect().bottom,
    tallest: Math.max(...seen.map((row) => row.offsetHeight)),
  }
})()`

describe.skipIf(!HAS_CHROMIUM)('a wall', () => {
  let browser: Browser
  let city: LargeWindow
  let token: string
  let context: BrowserContext
  let page: Page
  const asked: string[] = []

  beforeAll(async () => {
    ;[browser, city] = await Promise.all([
      openBrowser(),
      openLargeWindow({ stations: 400, display: { walls: [WALL] } }),
    ])
    city.readAll()
    ;({ token } = await city.accounts.walls.create({ wall: 'trial', expiresAt: null, by: 'admin' }))
    context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })
    page = await context.newPage()
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${city.url}/wall/trial#${token}`)
    await page.locator('wall-page .as-at').waitFor()
  })

  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  it('is let in by a token that is gone from the address and was never part of a request', async () => {
    expect(page.url()).toBe(`${city.url}/wall/trial`)
    expect(asked.filter((url) => url.includes(token))).toEqual([])
    expect(await page.evaluate(() => document.cookie)).toBe('')
    await page.reload()
    await page.locator('wall-page .as-at').waitFor()
  })

  it('may look, and can do nothing else, with its cookie or its token', async () => {
    const tried = await page.evaluate(async () => {
      const post = (path: string) =>
        fetch(`/api/v1${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"name":"successor"}',
        })
      const all = [
        fetch('/api/v1/alarms'),
        fetch('/api/v1/gateways'),
        fetch('/api/v1/dead-letters'),
        post('/alarms/x/ack'),
        post('/tokens'),
      ]
      return Promise.all(all.map(async (one) => (await one).status))
    })
    expect(tried).toEqual([200, 403, 403, 403, 403])
    const bearer = { authorization: `Bearer ${token}` }
    expect((await fetch(`${city.url}/api/v1/stations`, { headers: bearer })).status).toBe(200)
    expect((await fetch(`${city.url}/api/v1/backups`, { headers: bearer })).status).toBe(403)
  })

  it('has no control, speaks its own language, and is dark by its schedule', async () => {
    expect(await page.locator('button:visible:enabled, a:visible, input:visible, select:visible').count()).toBe(0)
    await page.getByText('As at').waitFor()
    expect(await page.evaluate(() => [document.documentElement.dataset['theme'], localStorage.length])).toEqual([
      'dark',
      0,
    ])
    expect(await page.locator('wall-page').evaluate((element) => getComputedStyle(element).cursor)).toBe('none')
  })

  it.each([
    [1920, 1080],
    [3840, 2160],
    [3840, 1080],
  ])('fits %i × %i with no letter below a sixtieth of its height, and no scroll bar', async (width, height) => {
    await page.setViewportSize({ width, height })
    await page.waitForFunction(() => document.documentElement.classList.contains('wall'))
    expect(await page.evaluate(SMALL)).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)
    expect(overflow).toBeLessThanOrEqual(0)
    const share = await page.locator('wall-page .panels').evaluate((element) => {
      const inner = [...element.children]
        .filter((one) => one.checkVisibility())
        .map((one) => one.getBoundingClientRect().width)
      return inner.reduce((a, b) => a + b, 0) / element.getBoundingClientRect().width
    })
    expect(share).toBeGreaterThan(0.95)
  })

  it('cuts no name, mark or state, shows as many rows as there is room for, and counts as its counters do', async () => {
    const label = { zh: '超长', en: 'River above the highest safe level at the lower gauge of the old harbour' }
    const of = (i: number) => ({ station: city.stations[i]!.id, label, simulated: true, severity: 'red' as const })
    for (let i = 0; i < 20; i++) city.city.raise(`long-${i}`, { ...of(i), state: 'unacknowledged' })
    await page.getByText('20 unacknowledged · 20 open').waitFor()
    await page.locator('wall-page .turn').getByText('1 / 2').waitFor()
    for (const width of [1920, 3840]) {
      const height = 1080
      await page.setViewportSize({ width, height })
      // The rows are laid out anew first, and counted anew when that is observed.
      await expect.poll(() => page.evaluate(CUT)).toMatchObject({ cut: [], all: 20 })
      const { left, tallest } = await page.evaluate<Record<string, number>>(CUT)
      expect(left).toBeLessThan(tallest! + height / 20)
      const first = page.locator('wall-rows li').first()
      await first.getByText('Exercise').waitFor()
      const tops = await page
        .locator('wall-page .counters > .count')
        .evaluateAll((counts) => counts.map((count) => count.getBoundingClientRect().top))
      expect(new Set(tops).size).toBe(1)
      expect(await page.locator('wall-page .counters').evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0)
    }
    for (let i = 0; i < 20; i++) city.city.raise(`long-${i}`, { ...of(i), state: 'normal', active: false })
  })

  it('turns from view to view while it is quiet, and jumps to alarms and map when I or II waits', async () => {
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.getByText('2 / 2').waitFor()
    await page.getByText('1 / 2').waitFor()
    await page.getByText('2 / 2').waitFor()
    city.city.raise('fire', { station: city.stations[9]!.id, severity: 'red', state: 'unacknowledged' })
    await page.getByText('Held: level I or II unacknowledged').waitFor()
    await page.getByText('1 / 2').waitFor()
    await page.locator('wall-page li').getByText('Load map 9').first().waitFor()
    await page.waitForTimeout(7_000)
    expect(await page.locator('wall-page .turn').textContent()).toBe('1 / 2')
    city.city.raise('fire', { station: city.stations[9]!.id, severity: 'red', state: 'acknowledged' })
    await page.getByText('2 / 2').waitFor()
  })

  it('says across a tenth of its height that the link is lost, with the time that it shows', async () => {
    await context.setOffline(true)
    const sign = page.locator('wall-page .no-link')
    await sign.waitFor()
    expect((await sign.boundingBox())!.height).toBeGreaterThan(1080 / 10)
    expect(await sign.textContent()).toMatch(/NO LINK\s*as at \d\d:\d\d:\d\d/)
    await context.setOffline(false)
    await sign.waitFor({ state: 'detached' })
  })

  it('goes dark when its token is taken away', async () => {
    const [item] = await city.accounts.walls.list('trial')
    await city.accounts.walls.revoke({ wall: 'trial', id: item!.id, by: 'admin' })
    await page.getByText('This screen is not signed in').or(page.getByText('此屏幕尚未登录')).waitFor()
  })

  it('names the walls that there are when it is asked for another', async () => {
    const { token: other } = await city.accounts.walls.create({ wall: 'trial', expiresAt: null, by: 'admin' })
    await page.goto(`${city.url}/wall/none#${other}`)
    await page.getByText('trial').waitFor()
  })

  it('is opened to nobody by a token of a person', async () => {
    const { token: person } = await city.accounts.tokens.create({ user: 'admin', name: 'script', expiresAt: null })
    const answer = await fetch(`${city.url}/api/v1/wall-session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: person }),
    })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []])
  })
})

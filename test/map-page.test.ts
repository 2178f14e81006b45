import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD } from './support/city.ts'
import { type LargeWindow, openLargeWindow } from './support/large-window.ts'
import { pmtilesOf } from './support/pmtiles.ts'
import { pixelsOf } from './support/small-png.ts'
import { addressOf } from './support/pages.ts'
import { until } from './support/until.ts'

const STATIONS = 10_000

describe.skipIf(!HAS_CHROMIUM)('the map of ten thousand stations', () => {
  let browser: Browser
  let city: LargeWindow
  let watched: WatchedPage
  const sent: string[] = []

  beforeAll(async () => {
    ;[browser, city] = await Promise.all([openBrowser(), openLargeWindow({ stations: STATIONS })])
    city.readAll()
    watched = await openPage(browser)
    watched.page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (String(payload).includes('"watch"')) sent.push(String(payload))
      }),
    )
    await signIn(watched.page, `${city.url}/map`, PASSWORD)
    await watched.page.locator('city-map canvas').waitFor()
    await watched.page.locator('city-map .spot').first().waitFor()
  })

  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  it('shows them as numbers that add up to no more than there are, and lists each one beside it', async () => {
    const { page } = watched
    const names = await spotNames(page)
    const clusters = names.flatMap((name) => /^(\d+) stations/.exec(name)?.[1] ?? []).map(Number)
    expect(clusters.length).toBeGreaterThan(5)
    expect(clusters.reduce((a, b) => a + b, 0)).toBeGreaterThan(STATIONS / 2)
    expect(clusters.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(STATIONS)
    const rows = page.locator('station-rows [role=option]')
    expect(Number(await rows.first().getAttribute('aria-setsize'))).toBeGreaterThan(STATIONS * 0.9)
    expect(await rows.count()).toBeLessThan(60)
  })

  it('never hides a station of level I or II in a number', async () => {
    const { page } = watched
    city.city.raise('fire', { station: city.stations[500]!.id, severity: 'red', state: 'unacknowledged' })
    city.city.raise('smoke', { station: city.stations[501]!.id, severity: 'orange', state: 'unacknowledged' })
    await page.locator('news-line, top-strip').first().waitFor()
    await page.locator('.zoom button').nth(2).click()
    await expect
      .poll(() => spotNames(page))
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^Load map 500, .*Red, unacknowledged$/),
          expect.stringMatching(/^Load map 501, .*Orange, unacknowledged$/),
        ]),
      )
    await page.getByRole('button', { name: /^Alarms in view/ }).click()
    await page.locator('alarm-list').getByText('Load map 500').waitFor()
    expect((await addressOf(page)).searchParams.get('list')).toBe('alarms')
    await page.getByRole('button', { name: /^Stations in view/ }).click()
  })

  it('goes nearer when a number is chosen with the keyboard, says so in the address, and asks for what is in view only', async () => {
    const { page } = watched
    const before = sent.length
    const count = await listed(page)
    await page.locator('city-map .spot[aria-label*=" stations"]').first().focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await addressOf(page)).searchParams.get('at'))
      .toMatch(/^12[23]\.\d+,3[01]\.\d+,1\d\.\d+$/)
    await expect.poll(() => listed(page)).toBeLessThan(count)
    await expect.poll(() => sent.length).toBeGreaterThan(before)
    const [west, south, east, north] = boundsIn(sent.at(-1)!)
    expect(east! - west!).toBeLessThan(0.5)
    const { stations } = city
    const inside = stations.filter(({ lon, lat }) => lon >= west! && lon <= east! && lat >= south! && lat <= north!)
    expect(inside.length).toBeLessThan(STATIONS)
    expect(inside.length).toBeGreaterThanOrEqual(await listed(page))
    // The link shows the same to whoever opens it.
    const shown = await listed(page)
    await page.reload()
    await page.locator('station-rows [role=option]').first().waitFor()
    await expect.poll(() => listed(page)).toBe(shown)
  })

  it('fans out stations at the very same place, each to be reached', async () => {
    const { page } = watched
    await page.goto(`${city.url}/map?at=123.15,31.12,15.6`)
    const names = async () => (await spotNames(page)).filter((name) => /^Load map [0-6],/.test(name))
    await expect.poll(async () => (await names()).length).toBe(7)
    const places = await page.locator('city-map .spot').evaluateAll((all) =>
      all
        .filter((one) => /^Load map [0-6],/.test(one.getAttribute('aria-label') ?? ''))
        .map((one) => one.getBoundingClientRect())
        .map(({ x, y }) => [x, y] as const),
    )
    for (const [i, [x, y]] of places.entries())
      for (const [ox, oy] of places.slice(0, i)) expect(Math.hypot(x - ox, y - oy)).toBeGreaterThan(12)
    // A click on a mark opens that very station.
    const box = await page.locator('city-map .spot[aria-label^="Load map 3,"]').boundingBox()
    await page.mouse.click(box!.x + box!.width / 2, box!.y + box!.height / 2)
    await expect.poll(async () => (await addressOf(page)).searchParams.get('station')).toBe(city.stations[3]!.id)
    await page.keyboard.press('Escape')
  })

  it('is moved by the arrow keys and by plus and minus', async () => {
    const { page } = watched
    const at = async () => (await addressOf(page)).searchParams.get('at')!.split(',').map(Number)
    await page.locator('city-map canvas').focus()
    const [lon, , zoom] = await at()
    await page.keyboard.press('ArrowRight')
    await expect.poll(async () => (await at())[0]).toBeGreaterThan(lon!)
    await page.keyboard.press('-')
    await expect.poll(async () => (await at())[2]).toBeLessThan(zoom!)
  })

  it('keeps its layers in the address, with a legend for each, and colours no district of which too little is known', async () => {
    const { page } = watched
    await page.goto(`${city.url}/map`)
    await page.locator('map-legend select').selectOption('traffic')
    await page.getByRole('button', { name: 'Congestion' }).click()
    const legend = page.locator('map-legend')
    await legend.getByText('insufficient data').waitFor()
    await legend.getByText('no fresh reading').waitFor()
    const url = await addressOf(page)
    expect([url.searchParams.get('fill'), url.searchParams.get('flow')]).toEqual(['traffic', 'roads'])
    await expect.poll(() => sent.at(-1)).toContain('"everywhere":["traffic"]')
    await page.locator('station-rows').waitFor()
  })

  it('opens the lists of a district', async () => {
    const { page } = watched
    await page.goto(`${city.url}/map?hide=${[...city.city.kinds.keys()].join(',')}`)
    await page.getByText('Every layer in view is off').waitFor()
    const box = (await page.locator('city-map').boundingBox())!
    await expect
      .poll(
        async () => {
          await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
          return page.locator('.card').count()
        },
        { interval: 1_000 },
      )
      .toBe(1)
    await page.getByRole('button', { name: 'Show alarms' }).click()
    await expect.poll(async () => (await addressOf(page)).pathname).toBe('/alarms')
    expect((await addressOf(page)).searchParams.get('district')).toMatch(/^9901/)
  })

  it('has no violation that axe can find', async () => {
    const { page } = watched
    await page.goto(`${city.url}/map?fill=air&flow=plume,river,roads`)
    await page.locator('station-rows [role=option]').first().waitFor()
    expect(await violationsOf(page, 'all')).toEqual([])
  })

  it('costs almost nothing while its tab is hidden, and shows what is when it is seen again', async () => {
    const { page } = watched
    await page.goto(`${city.url}/map?station=${city.stations[900]!.id}`)
    await page.locator('city-map .spot').first().waitFor()
    const stop = city.startReading()
    try {
      await page.evaluate(() => {
        const box = window as typeof window & { ticks: number }
        box.ticks = 0
        const observer = new MutationObserver((changes) => (box.ticks += changes.length))
        const watch = (root: Document | ShadowRoot): void => {
          observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true })
          for (const one of root.querySelectorAll('*')) if (one.shadowRoot) watch(one.shadowRoot)
        }
        watch(document)
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })
        document.dispatchEvent(new Event('visibilitychange'))
      })
      await expect.poll(() => sent.at(-1)).toContain('"kinds":[]')
      const count = () => page.evaluate(() => (window as typeof window & { ticks: number }).ticks)
      // What was on its way when the tab was hidden.
      await until(async () => {
        const first = await count()
        await page.waitForTimeout(1_500)
        return (await count()) === first
      })
      const before = await count()
      await page.waitForTimeout(4_000)
      expect(await count()).toBe(before)
      await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => false })
        document.dispatchEvent(new Event('visibilitychange'))
      })
      await expect.poll(() => sent.at(-1)).toContain('"bounds"')
      await expect.poll(count).toBeGreaterThan(before)
    } finally {
      stop()
    }
  })

  it('has asked no other machine for anything, and nothing has gone wrong in the page', () => {
    expect([...watched.hosts]).toEqual([new URL(city.url).host])
    expect(watched.errors).toEqual([])
  })

  it('is a simple map of districts, marks and alarms where there is no WebGL2', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
    await context.addInitScript(() => {
      // oxlint-disable-next-line typescript/unbound-method -- called with its own this
      const original = HTMLCanvasElement.prototype.getContext
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, type: string, ...more: unknown[]) {
        return type.startsWith('webgl') ? null : (original as (...all: unknown[]) => unknown).call(this, type, ...more)
      } as typeof original
    })
    const page = await context.newPage()
    await signIn(page, `${city.url}/map`, PASSWORD)
    await page.getByText('this browser has no WebGL2').waitFor()
    await expect.poll(() => page.locator('simple-map .district').count()).toBe(6)
    await expect.poll(() => page.locator('simple-map .cluster').count()).toBeGreaterThan(20)
    await expect.poll(() => page.locator('simple-map .station .mark.red').count()).toBe(1)
    const count = await listed(page)
    await page.locator('simple-map .ground').focus()
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await expect.poll(() => listed(page)).toBeLessThan(count)
    await context.close()
  })
})

describe.skipIf(!HAS_CHROMIUM)('tiles that the city has chosen', () => {
  it('are asked for at their host and nowhere else, and stations lie on them in their system', async () => {
    const asked: string[] = []
    const tiles = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' }).end(PIXEL)
    })
    await new Promise<void>((resolve) => void tiles.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(tiles.address() as AddressInfo).port}`
    const browser = await openBrowser()
    try {
      const basemap = {
        format: 'raster',
        url: `http://${host}/{z}/{x}/{y}.png`,
        coordinates: 'gcj02',
        attribution: 'Tiles of the test',
        minZoom: 0,
        maxZoom: 18,
        tileSize: 256,
      } as const
      await using city = await openLargeWindow({ stations: 50, display: { basemap } })
      const policy = (await fetch(city.url)).headers.get('content-security-policy')
      expect(policy).toContain(`connect-src 'self' http://${host};`)
      const { page, hosts, errors } = await openPage(browser)
      await signIn(page, `${city.url}/map?at=123,31,14`, PASSWORD)
      await page.getByText('Tiles of the test').waitFor()
      await expect.poll(() => asked.length).toBeGreaterThan(3)
      expect(asked.every((path) => /^\/1\d\/\d+\/\d+\.png$/.test(path))).toBe(true)
      expect([...hosts].toSorted()).toEqual([host, new URL(city.url).host].toSorted())
      expect(errors).toEqual([])
      const blocked = await page.evaluate(() =>
        fetch('http://127.0.0.2:1/').then(
          () => 'let',
          () => 'refused',
        ),
      )
      expect(blocked).toBe('refused')
    } finally {
      await browser.close()
      tiles.close()
    }
  })

  it('of a PMTiles file beside the configuration are drawn, below the stations', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'citypulse-tiles-'))
    const browser = await openBrowser()
    try {
      const file = join(folder, 'city.pmtiles')
      writeFileSync(file, pmtilesOf(PIXEL, [0, 14], [123, 31]))
      const basemap = {
        url: '/map/tiles/city.pmtiles',
        format: 'pmtiles',
        coordinates: 'wgs84',
        attribution: 'A file of the city',
        tileSize: 256,
        minZoom: 0,
        maxZoom: 14,
      } as const
      await using city = await openLargeWindow({ stations: 50, display: { basemap, basemapFile: file } })
      const { page, hosts, errors } = await openPage(browser)
      const ranges: string[] = []
      page.on('request', (request) => {
        if (request.url().endsWith('.pmtiles')) ranges.push(request.headers()['range'] ?? 'whole')
      })
      await signIn(page, `${city.url}/map?at=123,31,12`, PASSWORD)
      await page.getByText('A file of the city').waitFor()
      await page.locator('city-map .spot').first().waitFor()
      const isDrawn = async () => {
        const { pixels } = pixelsOf(await page.locator('city-map canvas').screenshot())
        // The tiles are blue, toned down; all else of the map is grey but for rivers and parks.
        return [...pixels].filter((pixel) => (pixel & 255) - (pixel >> 16) > 15).length > pixels.length / 2
      }
      await until(isDrawn)
      expect(ranges.every((range) => range.startsWith('bytes='))).toBe(true)
      expect([...hosts]).toEqual([new URL(city.url).host])
      expect(errors).toEqual([])
    } finally {
      await browser.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('of a file beside the configuration are served in ranges, and nothing else of its folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'citypulse-tiles-'))
    try {
      writeFileSync(join(folder, 'city.pmtiles'), Buffer.from('PMTiles-and-some-bytes'))
      writeFileSync(join(folder, 'secret.yaml'), 'no')
      const display = { basemapFile: join(folder, 'city.pmtiles') }
      await using city = await openLargeWindow({ stations: 1, display })
      const part = await fetch(`${city.url}/map/tiles/city.pmtiles`, { headers: { range: 'bytes=0-6' } })
      expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
        206,
        'bytes 0-6/22',
        'PMTiles',
      ])
      expect((await fetch(`${city.url}/map/tiles/secret.yaml`)).status).toBe(404)
      expect((await fetch(`${city.url}/map/tiles/..%2Fsecret.yaml`)).status).toBeGreaterThanOrEqual(400)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

async function spotNames(page: Page): Promise<string[]> {
  return page.locator('city-map .spot').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))
}

/** How many stations the list beside the map has. */
async function listed(page: Page): Promise<number> {
  const text = await page.getByRole('button', { name: /^Stations in view/ }).textContent()
  return Number(/\d+/.exec(text ?? '')?.[0] ?? NaN)
}

function boundsIn(frame: string): number[] {
  const [, watch] = JSON.parse(frame.slice(frame.indexOf('['))) as [string, { bounds: number[] }]
  return watch.bounds
}

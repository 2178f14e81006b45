import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlarmPerformance } from '../domain/alarm-performance.ts'
import type { Flood } from '../domain/flood.ts'
import { violationsOf } from './support/axe.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { temporaryFolder } from './support/temporary.ts'
import { addressOf, goByKeys, settled } from './support/pages.ts'
import { until } from './support/until.ts'

const STATIONS = 14
const HOSTILE = '<img src=x onerror="document.title=1">'

async function bang(city: RunningCity, i: number): Promise<void> {
  const name = i === 0 ? HOSTILE : `Square ${i}`
  const credentials = await city.register({ id: `noise-bang-${i}`, name, kind: 'noise', traits: { zone: '2' } })
  await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
  await device.send({ values: { LAeq: 70, LAmax: 125 } })
}

function looked(city: RunningCity, query = ''): Promise<AlarmPerformance> {
  return city.api<AlarmPerformance>('GET', `/alarm-performance${query}`)
}

/** The floods that a browser which connects now is told of, once there are so many calls in them. */
async function floodsTold(city: RunningCity, atLeast: number): Promise<readonly Flood[]> {
  const socket = io(`${city.url}/ops`, {
    transports: ['websocket'],
    extraHeaders: { cookie: city.cookie, origin: city.url },
  })
  try {
    let floods: readonly Flood[] = []
    socket.on('floods', (told: { floods: readonly Flood[] }) => (floods = told.floods))
    await until(() => (floods[0]?.count ?? 0) >= atLeast)
    return floods
  } finally {
    socket.disconnect()
  }
}

describe('a flood of alarms in a running city', () => {
  it('is told to browsers, kept over kill -9, and the same in the figures', async () => {
    const data = await temporaryFolder()
    let told: readonly Flood[]
    {
      await using city = await startCity({ data })
      for (let i = 0; i < 10; i++) await bang(city, i)
      await until(async () => (await looked(city)).asked.count === 10)
      expect((await looked(city)).floods).toEqual([])
      for (let i = 10; i < STATIONS; i++) await bang(city, i)
      told = await floodsTold(city, STATIONS)
      expect(told.map(({ scope, count, peak, to }) => [scope, count, peak, to])).toEqual([
        ['*', STATIONS, STATIONS, null],
        ['emergency', STATIONS, STATIONS, null],
      ])
      await city.kill()
    }
    await using city = await startCity({ data })
    const after = await floodsTold(city, STATIONS)
    expect(after.map(({ scope, from }) => [scope, from])).toEqual(told.map(({ scope, from }) => [scope, from]))
    const found = await looked(city)
    expect(found.floods).toEqual(after.slice(0, 1))
    expect(found.asked.measures.find(({ id }) => id === 'peak')).toMatchObject({ acceptable: 10, mark: 'over' })
    expect(found.departments.find(({ scope }) => scope === 'emergency')?.count).toBe(found.asked.count)
    expect((await city.call('GET', '/alarm-performance?owner=nobody')).status).toBe(400)
  })
})

describe.skipIf(!HAS_CHROMIUM)('the page of alarm performance', () => {
  const config = copyOfShipped()
  let browser: Browser
  let city: RunningCity
  let watched: WatchedPage
  let page: Page

  beforeAll(async () => {
    // A red alarm need not be waited for.
    config.replace('rules/flood.yaml', 'above: 7, clear: 6.5, forSeconds: 300', 'above: 7, clear: 6.5')
    ;[browser, city] = await Promise.all([openBrowser(), startCity({ config: config.folder })])
    watched = await openPage(browser)
    page = watched.page
    await signIn(page, city.url, PASSWORD)
    await page.getByText('live', { exact: true }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
    config[Symbol.dispose]()
  })

  it('says that nothing called, before anything did, and shows no flood', async () => {
    await goByKeys(page, 'p', '/performance')
    await page.getByRole('heading', { name: 'There were no alarms.' }).waitFor()
    expect(await page.getByRole('region', { name: 'Summary of the alarm flood' }).count()).toBe(0)
  })

  it('during a flood the strip sums up what there is, and the page what it asks', async () => {
    for (let i = 0; i < STATIONS; i++) await bang(city, i)
    const summary = page.getByRole('region', { name: 'Summary of the alarm flood' })
    await summary.waitFor()
    // What calls is counted one by one, what waits as the strip does: an incident is one.
    await summary.getByText(new RegExp(`${STATIONS} alarms, at most ${STATIONS} in ten minutes; 1`)).waitFor()
    expect(await summary.innerText()).toMatch(/Alarm flood since \d\d:\d\d[\s\S]*Districts: \S+ 14[\s\S]*Kinds: /)
    expect(await page.locator('news-line').evaluate((line) => line.shadowRoot?.textContent)).toMatch(
      /Alarm flood: \d+ alarms/,
    )
    await page.reload()
    await summary.waitFor()
    await page.getByRole('heading', { name: /^Measures above the manageable range: \d+$/ }).waitFor()
    const peak = page.locator('tr[data-measure=peak]')
    expect((await peak.innerText()).split('\t')).toEqual(['Most in any ten minutes', '14', '≤ 10', '–', 'too many'])
    expect(await page.locator('img[src=x]').count()).toBe(0)
  })

  it('leads from a cause to its rule and its alarms, and back, and to a department by the keyboard', async () => {
    const cause = page.getByRole('row', { name: /Square 3/ })
    await cause.getByRole('button', { name: 'Square 3' }).click()
    await expect
      .poll(async () => (await addressOf(page)).search)
      .toMatch(/normal&rule=noise-bang&station=noise-bang-3$/)
    await page.getByRole('button', { name: /^Only noise-bang/ }).waitFor()
    await page.getByRole('button', { name: /^Only Square 3/ }).waitFor()
    await page.getByText(/1 shown, \d+ hidden by the filter/).waitFor()
    await page.goBack()
    await cause.getByRole('button').first().click()
    await expect.poll(async () => (await addressOf(page)).search).toBe('?rule=noise-bang')
    await page.goBack()
    await page.getByRole('button', { name: 'Emergency command' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await addressOf(page)).searchParams.get('owner')).toBe('emergency')
    await page.getByText(/Emergency command: 14 alarms/).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(async () => (await addressOf(page)).searchParams.get('owner')).toBeNull()
  })

  it('gives the same as tables', async () => {
    const get = async (name: string) => {
      const link = page.getByRole('link', { name })
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
      return [download.suggestedFilename(), await readFile(await download.path(), 'utf8')] as const
    }
    const [name, figures] = await get('Figures (CSV)')
    expect(name).toBe('alarm-performance.csv')
    expect(figures.split('\r\n')).toContain('emergency,1,peak,14,10,,over')
    expect(figures.split('\r\n')).toContain('*,1,calls,14,,,')
    const [, causes] = await get('Sources (CSV)')
    expect(causes.split('\r\n')[1]).toMatch(/^top,noise-bang,noise-bang-\d+,emergency,1,0\.0714/)
    const [, floods] = await get('Floods (CSV)')
    expect(floods.split('\r\n')[1]).toMatch(/^\*,\d{4}-\d\d-\d\dT[\d:.]+Z,,14,14,/)
  })

  it('prints everything, without what is for the screen', async () => {
    await page.emulateMedia({ media: 'print' })
    try {
      expect(await page.locator('top-strip').isVisible()).toBe(false)
      expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
      const host = page.locator('performance-page')
      const hidden = await host.evaluate((element) => element.scrollHeight - element.clientHeight)
      expect(hidden).toBeLessThan(5)
      expect(await page.getByRole('heading', { name: /^Alarm performance · Whole city · / }).isVisible()).toBe(true)
    } finally {
      await page.emulateMedia({ media: 'screen' })
    }
  })

  it('keeps what it shows when the city does not answer, and says so', async () => {
    await page.route('**/api/v1/alarm-performance**', (route) => route.abort())
    await page.getByRole('button', { name: '7 days' }).click()
    await page.locator('.fault').waitFor()
    expect(await page.locator('.fault').innerText()).toMatch(/As at \d{4}-/)
    await page.unroute('**/api/v1/alarm-performance**')
    await page.getByRole('button', { name: 'Retry' }).click()
    await page.locator('.fault').waitFor({ state: 'detached' })
    watched.errors.splice(0)
  })

  it('is accessible, also in Chinese and by night', async () => {
    expect(await violationsOf(page)).toEqual([])
    const chinese = await openPage(browser, { locale: 'zh-CN', colorScheme: 'dark' })
    await signIn(chinese.page, city.url, PASSWORD)
    await chinese.page.getByText('菜单').click()
    await chinese.page.getByRole('link', { name: '告警绩效' }).click()
    await chinese.page.getByRole('heading', { name: /^超出可管理范围的指标/ }).waitFor()
    await chinese.page.getByRole('region', { name: '告警风暴概要' }).waitFor()
    expect(await violationsOf(chinese.page)).toEqual([])
    expect(chinese.errors).toEqual([])
    expect(watched.errors).toEqual([])
  })

  describe('on a phone', () => {
    let phone: Page

    beforeAll(async () => {
      const credentials = await city.register({ id: 'water-high', kind: 'water', name: 'River mouth' })
      await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'water' })
      await device.send({ values: { waterLevel: 7.2 } })
      const opened = await openPage(browser, { viewport: { width: 390, height: 844 } })
      phone = opened.page
      await phone.addInitScript(() => localStorage.setItem('tour', 'done'))
      await signIn(phone, city.url, PASSWORD)
      await settled(phone)
    })

    it('a flood is one line with what waits and how much of it is red; the rest is unfolded for as long as it lasts', async () => {
      const bar = phone.locator('flood-bar section')
      await expect.poll(async () => bar.innerText()).toMatch(/^Alarm flood\s+2 unack\s+I\s+New and red\s+1\s+▾$/)
      expect((await bar.boundingBox())?.height).toBeLessThan(50)
      expect((await phone.locator('top-strip').boundingBox())?.height).toBeLessThan(100)
      const fold = phone.getByRole('button', { name: 'Alarm flood details', exact: true })
      await fold.click()
      await bar.getByRole('button', { name: 'River above the highest safe level · River mouth' }).waitFor()
      await phone.reload()
      await bar.getByText('Districts:').waitFor()
      expect(await fold.getAttribute('aria-expanded')).toBe('true')
      expect(await violationsOf(phone)).toEqual([])
    })

    it('an alarm that is opened takes the page, with its steps in sight, until Back or Esc', async () => {
      await phone.goto(`${city.url}/alarms`)
      await settled(phone)
      const row = phone.locator('alarm-list .alarm', { hasText: 'River above' })
      const isOpen = async () => (await addressOf(phone)).searchParams.has('alarm')
      const ways = [() => phone.goBack(), () => phone.keyboard.press('Escape'), () => back.click()]
      const back = phone.locator('alarm-detail').getByRole('button', { name: 'Back' })
      for (const close of ways) {
        await row.locator('.what').click()
        const step = phone.locator('alarm-detail').getByRole('button', { name: 'Acknowledge' })
        await step.waitFor()
        const [detail, strip, ack] = await Promise.all(
          [phone.locator('alarm-detail'), phone.locator('top-strip'), step].map((one) => one.boundingBox()),
        )
        expect(detail!.y - (strip!.y + strip!.height)).toBeLessThan(2)
        expect(detail!.y + detail!.height).toBeGreaterThan(842)
        expect(ack!.y + ack!.height).toBeLessThan(400)
        await close()
        await expect.poll(isOpen).toBe(false)
        expect((await addressOf(phone)).pathname).toBe('/alarms')
        await row.waitFor()
      }
      await phone.goBack()
      expect((await addressOf(phone)).pathname).toBe('/')
    })
  })
})

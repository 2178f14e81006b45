import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm, AlarmWithEvents } from '../domain/alarm.ts'
import type { AlarmsAt } from '../domain/history.ts'
import type { Incident } from '../domain/incident.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice, type Device } from './support/device.ts'
import { addressOf, goByKeys } from './support/pages.ts'
import { until } from './support/until.ts'

const HOSTILE = '<img src=x onerror="document.title=1">'
const COUNT = 4

describe.runIf(HAS_CHROMIUM)('the past in the browser', () => {
  let city: RunningCity
  let browser: Browser
  const devices: Device[] = []
  let incident: Incident
  let acked: AlarmWithEvents

  beforeAll(async () => {
    ;[city, browser] = await Promise.all([startCity(), openBrowser()])
    for (let i = 0; i < COUNT; i++) {
      const place = { district: '990101', lon: 123 + i * 0.004, lat: 31.02 + (i % 3) * 0.01 }
      const name = i === 0 ? { zh: HOSTILE, en: HOSTILE } : { zh: `广场 ${i}`, en: `Square ${i}` }
      const credentials = await city.register({ id: `noise-${i}x`, kind: 'noise', name, ...place })
      devices.push(await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' }))
    }
    for (const device of devices) await device.send({ values: { LAeq: 60, LAmax: 121 } })
    await until(async () => (await incidents())[0]?.members === COUNT)
    incident = (await incidents())[0]!
    const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?station=noise-1x')
    await city.api('POST', `/alarms/${items[0]!.id}/ack`, { comment: `${HOSTILE} seen` })
    await city.api('POST', `/incidents/${incident.id}/lead`, { lead: 'chen' })
    await city.api('POST', `/incidents/${incident.id}/note`, { text: '=HYPERLINK("http://evil")' })
    acked = await city.api('GET', `/alarms/${items[0]!.id}`)
  })
  afterAll(async () => {
    for (const device of devices) await device[Symbol.asyncDispose]()
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  const incidents = async () => (await city.api<{ items: Incident[] }>('GET', '/incidents')).items

  async function open(path: string, options = {}): Promise<{ page: Page; errors: string[] }> {
    const { page, errors } = await openPage(browser, options)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    if (path !== '/') await page.goto(`${city.url}${path}`)
    return { page, errors }
  }

  const atOf = async (page: Page) => Number((await addressOf(page)).searchParams.get('at'))
  /** What the page shows of the past: its time, its rows, and the incident. */
  const pictureOf = (page: Page) =>
    page.evaluate(async () => {
      const root = document.querySelector('city-app')?.shadowRoot?.querySelector('playback-page')?.shadowRoot
      const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve))
      await drawn()
      // It says when it waits for the server.
      while (root?.querySelector('.banner [role=status]')?.textContent?.trim()) await drawn()
      await drawn()
      const rows = root?.querySelector('alarm-list')?.shadowRoot?.querySelectorAll('[role=row]') ?? []
      const words = (of: Element | null | undefined) => (of?.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
      return {
        clock: words(root?.querySelector('.banner .clock')),
        rows: [...rows].map((row) => words(row)),
        incident: words(root?.querySelector('section.incident')),
      }
    })
  const waitShown = (page: Page) => page.locator('playback-page .body').waitFor()

  it('is reached from the incident, stepped through, and at each step as the records say it was', async () => {
    const { page, errors } = await open(`/incidents/${incident.id}`)
    await page.getByRole('link', { name: 'Play this back' }).click()
    await waitShown(page)
    await page.getByText('Playback – not live').waitFor()
    await page.keyboard.press('Home')
    await until(async () => (await pictureOf(page)).rows.length === 0)
    // Forward, event by event, until one of the alarms is taken up.
    const seen: number[] = []
    await until(async () => {
      const before = await atOf(page)
      await page.keyboard.press('ArrowRight')
      await until(async () => (await atOf(page)) !== before)
      seen.push(await atOf(page))
      return (await pictureOf(page)).rows.some((row) => /\backnowledged/.test(row))
    })
    const at = await atOf(page)
    expect(acked.events.map(({ recordedAt }) => recordedAt)).toContain(at)
    const { items } = await city.api<AlarmsAt>('GET', `/history/alarms?at=${at}`)
    const mine = items.filter((alarm) => alarm.incident === incident.id)
    expect(mine.filter(({ state }) => state === 'acknowledged')).toHaveLength(1)
    expect((await pictureOf(page)).rows).toHaveLength(mine.length)
    expect((await pictureOf(page)).incident).toContain('no lead yet')
    // Back again: it was not taken up before.
    await page.keyboard.press('ArrowLeft')
    await until(async () => (await pictureOf(page)).rows.every((row) => !/\backnowledged/.test(row)))
    expect(await atOf(page)).toBeLessThan(at)
    expect(seen.every((one, i) => one > (seen[i - 1] ?? 0))).toBe(true)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('is the same picture in whose browser its address is opened', async () => {
    const { recordedAt } = acked.events.find(({ type }) => type === 'ack')!
    const { page } = await open(`/playback?incident=${incident.id}`)
    await waitShown(page)
    // It begins when it was known, and chosen once more it plays once more.
    expect((await pictureOf(page)).rows.length).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Choose…' }).click()
    await page.getByRole('button', { name: new RegExp(`${COUNT} alarms`) }).click()
    await waitShown(page)
    const from = (await addressOf(page)).searchParams.get('from')
    await page.goto(
      `${(await addressOf(page)).href.replace(/at=\d+/, `at=${recordedAt}`)}&loop=${Number(from)}-${recordedAt}`,
    )
    await waitShown(page)
    await until(async () => (await pictureOf(page)).rows.length === COUNT)
    await page.getByRole('button', { name: 'Share' }).click()
    const address = await page.getByLabel(/^Link to 20/).inputValue()
    const { page: other } = await open('/')
    await other.goto(address)
    await waitShown(other)
    await until(async () => (await pictureOf(other)).rows.length === COUNT)
    expect(await pictureOf(other)).toEqual(await pictureOf(page))
    expect(await other.locator('playback-timeline .loop').count()).toBe(1)
    await page.context().close()
    await other.context().close()
  })

  it('plays by the keyboard alone, and no key of the present acts in it', async () => {
    const { page, errors } = await open('/')
    await goByKeys(page, 'b', '/playback')
    await page
      .getByRole('button', { name: new RegExp(`${COUNT} alarms`) })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await waitShown(page)
    await page.keyboard.press('Home')
    await page.keyboard.press('+')
    await until(async () => (await addressOf(page)).searchParams.get('speed') === '120')
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    const start = (await pictureOf(page)).clock
    await until(async () => (await pictureOf(page)).clock !== start)
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    const paused = await atOf(page)
    await page.keyboard.press('Shift+ArrowLeft')
    await until(async () => (await atOf(page)) < paused)
    await page.keyboard.press('[')
    await page.keyboard.press('End')
    await page.keyboard.press(']')
    await until(async () => /^\d+-\d+$/.test((await addressOf(page)).searchParams.get('loop') ?? ''))
    await page.keyboard.press('\\')
    await until(async () => (await addressOf(page)).searchParams.get('loop') === null)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.locator('playback-page').getByText('Alarm as at').waitFor()
    for (const key of ['a', 'z', 'c', 'e']) await page.keyboard.press(key)
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('playback: play, pause').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('t')
    await page.locator('incident-room').waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('leaves as a table and as a picture, whatever people have written', async () => {
    const { page, errors } = await open(`/playback?incident=${incident.id}`, { acceptDownloads: true })
    await waitShown(page)
    const saved = async (name: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
      return readFile(await download.path())
    }
    const csv = (await saved('Timeline (CSV)')).toString()
    expect(csv.startsWith('\uFEFFNumber,Time')).toBe(true)
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")"`)
    expect(csv).toContain('Acknowledged')
    const png = await saved('Picture (PNG)')
    expect([png.subarray(1, 4).toString(), png.length > 20_000]).toEqual(['PNG', true])
    await page.keyboard.press('End')
    await page.locator('playback-page alarm-list').getByText(HOSTILE).first().waitFor()
    expect(await page.title()).not.toBe('1')
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('says so when it cannot be read, keeps the last moment, and goes on by itself', async () => {
    const { page } = await open(`/playback?incident=${incident.id}`)
    await waitShown(page)
    const before = await pictureOf(page)
    await page.route('**/api/v1/history/**', (route) => route.abort())
    await page.goto(`${city.url}/playback?from=${acked.raisedAt - 7_200_000}&to=${acked.raisedAt - 3_600_000}`)
    await page.getByText('History cannot be loaded now').waitFor()
    await page.unroute('**/api/v1/history/**')
    await waitShown(page)
    await page.getByText('No alarm was open.').waitFor()
    expect(before.clock).toContain('As at')
    await page.context().close()
  })

  it('is a report of the incident and of the shift, which is signed off, and on paper has no buttons', async () => {
    const { page, errors } = await open(`/playback?incident=${incident.id}`)
    await waitShown(page)
    await page.getByRole('link', { name: 'Printable report' }).click()
    const report = page.locator('report-page')
    await report.getByRole('heading', { name: 'Incident report' }).waitFor()
    await report.getByRole('row', { name: /admin Acknowledged.*Note/ }).waitFor()
    // The page is drawn anew with every beat of the link; what it shows is asked for once.
    let asked = 0
    page.on('request', (request) => (asked += /\/incidents\//.test(request.url()) ? 1 : 0))
    for (let i = 0; i < 3; i++) {
      await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')))
      await report.evaluate((element) => (element as unknown as { updateComplete: Promise<boolean> }).updateComplete)
    }
    expect(asked).toBe(0)
    await report.getByText('=HYPERLINK("http://evil")').first().waitFor()
    await page.getByRole('link', { name: 'Shift report' }).click()
    await report.getByRole('heading', { name: 'Shift report' }).waitFor()
    await report
      .getByRole('row', { name: /Bang|bang/ })
      .filter({ hasText: HOSTILE })
      .first()
      .waitFor()
    await report.getByText(`${HOSTILE} seen`).first().waitFor()
    await page.getByLabel('For the next shift').fill(`${HOSTILE} pump 3`)
    await page.getByRole('button', { name: 'Sign off the shift' }).click()
    // Nobody takes it back, so it says first what is handed over.
    const question = report.getByRole('dialog', { name: 'Sign off the shift' })
    await question.getByText(/\d+ unacknowledged · \d+ open/).waitFor()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'hidden' })
    expect((await city.api<{ items: object[] }>('GET', '/shift-notes')).items).toEqual([])
    expect(await page.getByLabel('For the next shift').inputValue()).toBe(`${HOSTILE} pump 3`)
    await page.getByRole('button', { name: 'Sign off the shift' }).click()
    await question.getByRole('button', { name: 'Sign off the shift' }).click()
    await report.locator('.notes li', { hasText: `${HOSTILE} pump 3` }).waitFor()
    await page.reload()
    await report.locator('.notes li', { hasText: 'Signed off · admin' }).waitFor()
    const { items } = await city.api<{ items: { kind: string; by: string }[] }>('GET', '/shift-notes')
    expect(items).toMatchObject([{ kind: 'sign-off', by: 'admin', text: `${HOSTILE} pump 3` }])
    expect(await report.locator('.signatures').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect(await report.locator('.signatures').isVisible()).toBe(true)
    expect(await report.getByRole('button').filter({ visible: true }).count()).toBe(0)
    expect(await page.title()).not.toBe('1')
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('says of an exercise that it is one, in the report too', async () => {
    const drill = { id: 'noise-drill', kind: 'noise', district: '990106', lon: 123.06, lat: 30.95, simulated: true }
    await using device = await connectDevice(await city.register(drill), { port: city.mqttPort, kind: 'noise' })
    await device.send({ values: { LAmax: 121 } })
    await until(
      async () => (await city.api<{ items: Alarm[] }>('GET', '/alarms?station=noise-drill')).items.length === 1,
    )
    const { page } = await open('/report')
    await page
      .locator('report-page')
      .getByRole('row', { name: /^Yellow \[EXERCISE\] Sudden bang/ })
      .first()
      .waitFor()
    const real = page.locator('report-page').getByRole('row', { name: /Square 2/ })
    expect(await real.first().innerText()).not.toContain('EXERCISE')
    await page.context().close()
  })

  it.each([
    ['en', 'light'],
    ['zh', 'dark'],
  ] as const)('is accessible in %s, %s', async (language, colorScheme) => {
    const locale = language === 'zh' ? 'zh-CN' : 'en-US'
    const { page } = await open('/', { colorScheme, locale })
    for (const [path, shown] of [
      [`/playback?incident=${incident.id}`, 'playback-page .body'],
      ['/playback', 'playback-page .choose li'],
      ['/report', 'report-page .notes'],
      [`/report?incident=${incident.id}`, 'report-page .charts'],
    ] as const) {
      await page.goto(`${city.url}${path}`)
      await page.locator(shown).first().waitFor()
      expect([path, await violationsOf(page)]).toEqual([path, []])
    }
    await page.context().close()
  })
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm, AlarmWithEvents } from '../domain/alarm.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice, type Device } from './support/device.ts'
import { addressOf, focused, goByKeys, pagePaths, readable, settled, visit } from './support/pages.ts'
import { until } from './support/until.ts'

const STATIONS = 24

describe.runIf(HAS_CHROMIUM)('a shift in the browser', () => {
  const config = copyOfShipped()
  let browser: Browser
  let city: RunningCity
  let page: Page
  let data = ''
  const credentials: { username: string; password: string }[] = []
  const devices: Device[] = []

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'citypulse-journey-'))
    // Each bang for itself: what is tested here are alarms, not how they are put together.
    config.write('city.yaml', `${config.read('city.yaml')}\nincidents: { nearMetres: 1, sameDistrict: false }\n`)
    ;[browser, city] = await Promise.all([openBrowser(), startCity({ data, config: config.folder })])
    for (let i = 0; i < STATIONS; i++) {
      const place = { district: i % 2 ? '990101' : '990103', lon: 122.9 + i * 0.01, lat: 31.02 }
      credentials.push(await city.register({ id: `noise-${100 + i}`, kind: 'noise', traits: { zone: '2' }, ...place }))
    }
    page = await open()
  })

  afterAll(async () => {
    for (const device of devices) await leave(device)
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
    config[Symbol.dispose]()
    await rm(data, { recursive: true, force: true })
  })

  async function open(): Promise<Page> {
    const { page: fresh } = await openPage(browser)
    await fresh.addInitScript(() => localStorage.setItem('tour', 'done'))
    await signIn(fresh, city.url, PASSWORD)
    await settled(fresh)
    return fresh
  }

  const alarms = async () =>
    (await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=500')).items.filter(({ kind }) => kind === 'noise')
  const whole = (id: string) => city.api<AlarmWithEvents>('GET', `/alarms/${encodeURIComponent(id)}`)

  async function bang(from: number, to: number): Promise<void> {
    for (let i = from; i < to; i++) {
      devices[i] ??= await connectDevice(credentials[i]!, { port: city.mqttPort, kind: 'noise' })
      await devices[i]!.send({ values: { LAeq: 60, LAmax: 121 } })
    }
  }

  it('goes from the alarm that arrives to its acknowledgement, its person, its incident and the report, by keys alone', async () => {
    await bang(0, 1)
    await page.locator('alarm-list').getByText('Sudden bang').waitFor()
    const [alarm] = await alarms()
    await page.keyboard.press('j')
    await page.keyboard.press('a')
    await page.getByLabel('Comment (optional)').waitFor()
    await page.keyboard.type('patrol 4 is on its way')
    await page.keyboard.press('Enter')
    await until(async () => (await whole(alarm!.id)).state === 'acknowledged')
    await page.getByText('It is on record and cannot be undone.').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('e')
    await page.locator('dialog[open]').getByLabel('Person').fill('patrol 4')
    await page.keyboard.press('Enter')
    await until(async () => (await whole(alarm!.id)).assignee === 'patrol 4')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await focused(page)).toBe('treegrid')
    await goByKeys(page, 'a', '/alarms')
    await page.locator('alarms-page').getByText('patrol 4', { exact: true }).first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('i')
    await page.getByRole('dialog').locator('input[name=label]').fill('Bang at the square')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Bang at the square' }).waitFor()
    expect((await whole(alarm!.id)).incident).not.toBeNull()
    for (const path of ['/playback', '/report'].filter((one) => pagePaths().includes(one))) {
      await page.goto(city.url + path)
      await settled(page)
    }
    await goByKeys(page, 'p', '/performance')
    await page.getByRole('heading', { level: 1 }).first().waitFor()
  })

  it('hears the first key after a dialog, before another frame is drawn', async () => {
    await visit(page, '/')
    await page.keyboard.press('Control+k')
    await page.locator('palette-dialog input').fill('anything')
    const paths = await page.evaluate(() => {
      const within = document.querySelector('city-app')!.shadowRoot!
      const dialog = within.querySelector('palette-dialog')!.shadowRoot!.querySelector('dialog')!
      dialog.close()
      for (const key of ['g', 'a']) {
        let target = document.activeElement!
        while (target.shadowRoot?.activeElement) target = target.shadowRoot.activeElement
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }))
      }
      return location.pathname
    })
    expect(paths).toBe('/alarms')
  })

  it('finds a station by its name with Ctrl+K, and an alarm', async () => {
    await page.keyboard.press('Control+k')
    await page.locator('palette-dialog input').fill('noise-100')
    await page.getByRole('option').filter({ hasText: 'Station' }).first().waitFor()
    await page.getByRole('option').filter({ hasText: 'Station' }).first().click()
    await page.locator('station-panel').getByText('noise-100').first().waitFor()
    expect((await addressOf(page)).searchParams.get('station')).toBe('noise-100')
    await page.keyboard.press('Control+k')
    await page.locator('palette-dialog input').fill('bang alarm')
    await page.keyboard.press('Escape')
  })

  it('marks rows, freezes them while others come, shelves all that are marked with one reason, and takes it back', async () => {
    await bang(1, 5)
    await page.goto(`${city.url}/alarms?state=unacknowledged,returned`)
    const rows = page.locator('alarm-list [role=row]')
    await until(async () => (await rows.count()) === 4)
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+X')
    await page.getByText('3 selected').waitFor()
    const before = await rows.evaluateAll((all) => all.map(({ id }) => id))
    await bang(5, 7)
    await page.getByRole('button', { name: '2 new: show' }).waitFor()
    expect(await rows.evaluateAll((all) => all.map(({ id }) => id))).toEqual(before)
    await page.keyboard.press('z')
    await page.getByLabel('Reason (required)').fill('fireworks until ten')
    await page.getByRole('dialog').getByRole('button', { name: 'Shelve (3)' }).click()
    await until(async () => (await alarms()).filter(({ state }) => state === 'shelved').length === 3)
    await page.getByRole('button', { name: /^Undo/ }).waitFor()
    // Twice within one frame, as an impatient hand does.
    await page.evaluate(() => {
      const pressed = { key: 'U', shiftKey: true, bubbles: true, composed: true }
      for (let i = 0; i < 2; i++) document.body.dispatchEvent(new KeyboardEvent('keydown', pressed))
    })
    await until(async () => (await alarms()).every(({ state }) => state !== 'shelved'))
    await page.getByRole('button', { name: /^Undo/ }).waitFor({ state: 'hidden' })
    const events = await Promise.all((await alarms()).map(({ id }) => whole(id)))
    const shelved = events.filter((one) =>
      one.events.some(({ type, text }) => type === 'shelve' && text === 'fireworks until ten'),
    )
    expect(shelved).toHaveLength(3)
    // Asked twice, it was taken back once.
    for (const one of shelved) expect(one.events.filter(({ type }) => type === 'unshelve')).toHaveLength(1)
  })

  it('keeps a view with its filter for the person, and opens the console with it', async () => {
    await page.goto(`${city.url}/alarms?severity=red,orange&text=bang`)
    await page.locator('views-menu summary').click()
    await page.getByRole('button', { name: 'Save as a new view' }).click()
    await page.getByLabel('Name').fill('Severe bangs')
    await page.getByLabel('Show this view first when the console opens').check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.locator('views-menu summary').getByText('Severe bangs').waitFor()
    const other = await open()
    await other.goto(`${city.url}/alarms`)
    await other.locator('views-menu summary').getByText('Severe bangs').waitFor()
    expect((await addressOf(other)).searchParams.get('severity')).toBe('red,orange')
    await other.context().close()
  })

  it('tells the slower of two operators who was first, and with what', async () => {
    const alarm = (await alarms()).find(({ state }) => state === 'unacknowledged')!
    const [one, two] = [await open(), await open()]
    for (const desk of [one, two]) {
      await desk.goto(`${city.url}/alarms?alarm=${encodeURIComponent(alarm.id)}`)
      await settled(desk)
      await desk.locator('alarm-detail').getByRole('button', { name: 'Acknowledge' }).waitFor()
    }
    // Cut from what is live, the second does not learn of it before it asks.
    await two.evaluate(() => {
      const send = window.fetch
      window.fetch = async (...call) => {
        const url = call[0] instanceof Request ? call[0].url : String(call[0])
        if (url.endsWith('/ack')) await new Promise((resolve) => addEventListener('now', resolve, { once: true }))
        return send(...call)
      }
    })
    await two.keyboard.press('a')
    await two.getByLabel('Comment (optional)').waitFor()
    await two.keyboard.press('Enter')
    await one.keyboard.press('a')
    await one.getByLabel('Comment (optional)').fill('taken by the first')
    await one.keyboard.press('Enter')
    await until(async () => (await whole(alarm.id)).state === 'acknowledged')
    await two.evaluate(() => dispatchEvent(new Event('now')))
    await two.getByText(/admin was first: Acknowledged at \d\d:\d\d:\d\d/).waitFor()
    const acks = (await whole(alarm.id)).events.filter(({ type }) => type === 'ack')
    expect(acks.map(({ text }) => text)).toEqual(['taken by the first'])
    await one.context().close()
    await two.context().close()
  })

  it('shows every alarm of a burst once, though the server is killed in the middle of it and the network is cut', async () => {
    const watcher = await open()
    await watcher.goto(`${city.url}/alarms?state=unacknowledged,acknowledged,returned`)
    await settled(watcher)
    await bang(7, 14)
    const { port } = new URL(city.url)
    await city.kill()
    await watcher.getByText('Connection to the server lost').waitFor()
    expect(await watcher.locator('alarm-list').count()).toBe(1)
    for (const device of devices.splice(0)) await leave(device)
    city = await startCity({ data, config: config.folder, env: { HTTP_PORT: port } })
    await bang(14, 18)
    await settled(watcher)
    await watcher.context().setOffline(true)
    await bang(18, STATIONS)
    await watcher.context().setOffline(false)
    await settled(watcher)
    const open_ = (await alarms()).filter(({ state }) => state !== 'normal')
    expect(open_).toHaveLength(STATIONS)
    const shown = async () =>
      watcher.evaluate(() => {
        const app = document.querySelector('city-app') as unknown as { shadowRoot: ShadowRoot }
        const list = app.shadowRoot
          .querySelector('alarms-page')
          ?.shadowRoot?.querySelector('alarm-list') as unknown as { alarms: { id: string }[] }
        return list.alarms.map(({ id }) => id)
      })
    const expected = open_.map(({ id }) => id).toSorted()
    await until(async () => (await shown()).length >= expected.length)
    expect((await shown()).toSorted()).toEqual(expected)
    await watcher.context().close()
  })

  it('opens without a network with the list that was seen last, and its age', async () => {
    const { page: phone } = await openPage(browser, { viewport: { width: 390, height: 844 }, serviceWorkers: 'allow' })
    await phone.addInitScript(() => localStorage.setItem('tour', 'done'))
    await signIn(phone, city.url, PASSWORD)
    await settled(phone)
    await phone.evaluate(() => navigator.serviceWorker.ready.then(() => true))
    // The first load came before its worker; what it keeps is what comes through it.
    await phone.reload()
    await settled(phone)
    await until(async () => phone.evaluate(() => localStorage.getItem('last-list') !== null))
    await phone.context().setOffline(true)
    await phone.reload()
    await phone.getByText('No network').waitFor()
    await phone.getByText(/List as of .+ ago, not live:/).waitFor()
    await phone.getByText('Sudden bang').first().waitFor()
    expect(await phone.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
    await phone.context().setOffline(false)
    await phone.getByRole('button', { name: 'Retry' }).click()
    await settled(phone)
    await phone.context().close()
  })

  it('leaves nothing of the city behind when somebody signs out', async () => {
    const leaving = await open()
    const kept = () => leaving.evaluate(() => Object.entries(localStorage).join('\n'))
    await until(async () => (await kept()).includes('Sudden bang'))
    await leaving.locator('top-strip details.user summary').click()
    await leaving.getByRole('button', { name: 'Sign out' }).click()
    await leaving.locator('input[name=password]').waitFor()
    expect(await kept()).not.toContain('Sudden bang')
    expect((await readable(leaving)).join('\n')).not.toContain('Sudden bang')
    expect(await leaving.evaluate(() => sessionStorage.length)).toBe(0)
    await leaving.goto(`${city.url}/alarms`)
    await leaving.locator('input[name=password]').waitFor()
    await leaving.context().close()
  })
})

/** A device whose server is gone has nobody to say goodbye to. */
async function leave(device: Device | undefined): Promise<void> {
  device?.client.end(true)
  await Promise.resolve()
}

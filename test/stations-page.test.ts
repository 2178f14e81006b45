import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice, HAS_MOSQUITTO } from './support/device.ts'
import { addressOf, goByKeys } from './support/pages.ts'

const MANY = 10_000
const HOSTILE = '=HYPERLINK("http://x") <img src=x onerror="document.title=1">'

describe.skipIf(!HAS_CHROMIUM)('the pages of stations', () => {
  const config = copyOfShipped()
  let browser: Browser
  let city: RunningCity
  let watched: WatchedPage
  let page: Page

  beforeAll(async () => {
    const stations = Array.from({ length: MANY }, (_, i) => {
      const id = `bulk-${String(i).padStart(5, '0')}`
      return `  - { id: ${id}, kind: noise, name: 'Bulk ${i}', district: '990101', lon: 122.99, lat: 31.01 }`
    })
    config.write('stations.yaml', `${config.read('stations.yaml').trimEnd()}\n${stations.join('\n')}\n`)
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

  /** The machine may be busy. */
  const soon = <T>(read: () => T) => expect.poll(read)
  const param = async (name: string) => (await addressOf(page)).searchParams.get(name)
  const part = (name: string) => page.locator(name)

  it('find one of ten thousand by the keyboard alone, with only the visible rows in the document', async () => {
    await goByKeys(page, 's', '/stations')
    const grid = page.getByRole('grid', { name: 'List of stations' })
    await grid.waitFor()
    expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(MANY)
    expect(await grid.locator('.station').count()).toBeLessThan(80)
    await page.keyboard.press('/')
    await page.keyboard.type('bulk 9987')
    await soon(() => grid.getAttribute('aria-rowcount')).toBe('2')
    expect(await param('text')).toBe('bulk 9987')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Bulk 9987', exact: true }).waitFor()
    expect((await addressOf(page)).pathname).toBe('/stations/bulk-09987')
    await page.keyboard.press('Escape')
    await soon(() => param('text')).toBe('bulk 9987')
  })

  it('keep filter and order in the address, and say when the filter hides everything', async () => {
    await page.goto(`${city.url}/stations?kind=air&sort=-name`)
    const first = page.locator('station-list .station a').first()
    await first.waitFor()
    const last = await first.innerText()
    await page.getByRole('button', { name: /^Name/ }).click()
    await soon(() => param('sort')).toBe('name')
    await soon(() => first.innerText()).not.toBe(last)
    await page.getByRole('button', { name: /^Offline/ }).click()
    await page.getByText(/The filter hides \d+ stations/).waitFor()
    expect(await param('status')).toBe('offline')
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await first.waitFor()
  })

  it('register a station, show its password once, and give a line that works as it is pasted', async () => {
    await page.goto(`${city.url}/stations`)
    await page.getByRole('button', { name: 'Register a station' }).click()
    const dialog = page.locator('new-station dialog')
    await dialog.locator('[name=id]').fill('noise-pier')
    await dialog.locator('[name=kind]').selectOption('noise')
    await dialog.locator('[name=zh]').fill(HOSTILE)
    await dialog.locator('[name=lon]').fill('122.99')
    await dialog.locator('[name=lat]').fill('31.01')
    expect(await violationsOf(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Register', exact: true }).click()
    const line = await dialog.locator('[data-of=line]').innerText()
    expect(await dialog.locator('[data-of=password]').innerText()).toMatch(/^[\w-]{43}$/)
    expect(await violationsOf(page)).toEqual([])
    if (HAS_MOSQUITTO) await promisify(execFile)('/bin/sh', ['-c', line])
    await dialog.getByRole('link', { name: 'Station page' }).click()
    await page.getByRole('heading', { name: HOSTILE }).waitFor()
    if (HAS_MOSQUITTO) await part('station-live').getByText('38.0').waitFor()
    expect([await page.locator('img[src=x]').count(), await page.title()]).toEqual([
      0,
      expect.not.stringContaining('1'),
    ])
    await page.goBack()
    expect(await page.getByText('The password is shown only now').count()).toBe(0)
  })

  it('show a station that somebody else registers, once it sends, without a reload', async () => {
    await page.goto(`${city.url}/stations?text=noise-new`)
    await page.getByText(/The filter hides \d+ stations/).waitFor()
    const credentials = await city.register({ id: 'noise-new', kind: 'noise' })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.send({ values: { LAeq: 44.5 } })
    await page.locator('station-list').getByText('44.5').waitFor()
  })

  it('tell a device what to do, say whether it heard, and keep who said it', async () => {
    const credentials = await city.api<{ username: string; password: string }>('POST', '/credentials/noise-pier/rotate')
    await page.goto(`${city.url}/stations/noise-pier`)
    const form = part('station-command')
    const send = async () => {
      await form.locator('textarea').fill('{"do":"restart"}')
      await form.getByRole('button', { name: 'Send', exact: true }).first().click()
      await form.locator('dialog[open]').getByRole('button', { name: 'Send', exact: true }).click()
    }
    await send()
    await form.locator('[data-delivery=not-connected]').waitFor()
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.client.subscribeAsync('city/v1/noise/noise-pier/commands', { qos: 1 })
    const heard = new Promise<string>((resolve) =>
      device.client.once('message', (_, bytes) => resolve(bytes.toString())),
    )
    await send()
    await form.locator('[data-delivery=sent]').waitFor()
    expect(JSON.parse(await heard)).toMatchObject({ command: { do: 'restart' } })
    const acts = part('station-acts')
    await acts.getByText('Sent: the device is connected and subscribed').waitFor()
    expect(await acts.getByRole('row').count()).toBe(4)
    await form.locator('textarea').fill('restart')
    await form.getByRole('button', { name: 'Send', exact: true }).first().click()
    await form.getByText('This is not a JSON object').waitFor()
  })

  it('draw history with flags and alarms on it, as a table, CSV without formulas, and PNG', async () => {
    const credentials = await city.api<{ username: string; password: string }>('POST', '/credentials/noise-pier/rotate')
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    const now = Date.now()
    await device.send(
      Array.from({ length: 20 }, (_, i) => ({
        ts: now - (20 - i) * 60_000,
        seq: i,
        values: { LAeq: 50 + i, LAmax: 60 + i },
      })),
    )
    await device.send({ ts: now, seq: 99, values: { LAeq: 70, LAmax: 126 } })
    await soon(
      async () => (await city.api<{ items: unknown[] }>('GET', '/alarms?station=noise-pier')).items.length,
    ).toBe(1)
    await page.goto(`${city.url}/stations/noise-pier?span=hour&values=LAmax`)
    const chart = part('chart-view')
    await chart.getByText('S suspect').waitFor()
    await soon(() => chart.locator('.legend').innerText()).toMatch(/III\s+Alarm/)
    const plot = chart.getByRole('application')
    await plot.focus()
    await page.keyboard.press('End')
    await chart.getByText(/\[126\.0 dB\(A\)\] S suspect, Alarm: Sudden bang/).waitFor({ state: 'attached' })
    await page.keyboard.press('t')
    const table = chart.getByRole('region', { name: /^Table/ })
    expect(await table.getByRole('row', { name: /suspect/ }).count()).toBe(1)
    await table.getByRole('row', { name: /Alarm · Yellow Sudden bang .*now/ }).waitFor()
    const [csv] = await Promise.all([page.waitForEvent('download'), chart.getByRole('button', { name: 'CSV' }).click()])
    const text = await readFile(await csv.path(), 'utf8')
    expect([csv.suggestedFilename(), text.charCodeAt(0)]).toEqual([expect.stringMatching(/^HYPERLINK.*\.csv$/), 0xfeff])
    expect(text).toContain(`${new Date(now).toISOString()},126,3`)
    const [png] = await Promise.all([page.waitForEvent('download'), chart.getByRole('button', { name: 'PNG' }).click()])
    const bytes = await readFile(await png.path())
    expect([bytes.subarray(1, 4).toString(), bytes.length > 5_000]).toEqual(['PNG', true])
  })

  it('ask the server for another resolution when a person zooms, by keys, wheel and drag', async () => {
    const asked: URL[] = []
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/series')) asked.push(new URL(request.url()))
    })
    await page.goto(`${city.url}/stations/noise-pier?span=week&values=LAeq`)
    await soon(() => asked.at(-1)?.searchParams.get('every')).toMatch(/^\d+(m|h)$/)
    const plot = part('chart-view').getByRole('application')
    await plot.focus()
    const width = async () => Number(await param('to')) - Number(await param('from'))
    const before = 7 * 86_400_000
    await page.keyboard.press('+')
    await soon(width).toBe(Math.round(before * 0.6))
    await soon(() => Number(asked.at(-1)?.searchParams.get('from'))).toBe(Number(await param('from')))
    await plot.hover()
    await page.mouse.wheel(0, -400)
    await soon(width).toBeLessThan(before * 0.5)
    const box = (await plot.boundingBox())!
    const byWheel = await width()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 4 })
    await page.mouse.up()
    await soon(width).toBeLessThan(byWheel * 0.35)
    await page.keyboard.press('0')
    await soon(() => param('from')).toBeNull()
  })

  it('say when the past cannot be had, and have it again by a click', async () => {
    await page.route('**/api/v1/series*', (route) => route.abort())
    await page.goto(`${city.url}/stations/noise-pier?values=LAeq`)
    await part('station-chart').getByRole('alert').waitFor()
    await page.unroute('**/api/v1/series*')
    await part('station-chart').getByRole('button', { name: 'Retry' }).click()
    await part('station-chart').getByRole('alert').waitFor({ state: 'detached' })
    watched.errors.splice(0)
  })

  it('change a station, put it into maintenance and retire it, each with its act on record', async () => {
    await page.goto(`${city.url}/stations/bulk-00001`)
    const registry = part('station-registry')
    await registry.getByRole('button', { name: 'Edit' }).click()
    await registry.locator('[name=zh]').fill('东港码头')
    await registry.locator('[name=en]').fill('East pier')
    await registry.locator('[name=everySeconds]').fill('30')
    await registry.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'East pier' }).waitFor()
    await part('station-acts').getByText('"everySeconds":30').waitFor()
    await city.api('POST', '/gateways', { id: 'gw-pier', name: 'Pier gateway', district: '990101', lon: 123, lat: 31 })
    await registry.getByRole('button', { name: 'Edit' }).click()
    await registry.locator('[name=gateway]').selectOption('gw-pier')
    await registry.getByRole('button', { name: 'Save' }).click()
    await registry
      .locator('dialog[open]')
      .getByText(/only gateway gw-pier may send for East pier/)
      .waitFor()
    await registry.locator('dialog[open]').getByRole('button', { name: 'Change the gateway' }).click()
    await part('station-acts').getByText('"gateway":"gw-pier"').waitFor()
    await registry.locator('[name=why]').fill('filter change')
    await registry.getByRole('button', { name: 'Start maintenance' }).click()
    await registry.getByText(/Under maintenance until/).waitFor()
    const { items } = await city.api<{ items: object[] }>('GET', '/suppressions')
    expect(items[0]).toMatchObject({ reason: 'maintenance', scope: { stations: ['bulk-00001'] }, why: 'filter change' })
    await registry.getByRole('button', { name: 'Retire' }).first().click()
    await registry.locator('dialog[open]').getByRole('button', { name: 'Retire' }).click()
    await soon(async () => (await addressOf(page)).pathname).toBe('/stations')
    expect((await city.call('GET', '/stations/bulk-00001')).status).toBe(404)
  })

  it('make a gateway with a password of its own', async () => {
    await page.goto(`${city.url}/stations?view=gateways`)
    const form = page.getByRole('form', { name: 'Register a gateway' })
    await form.locator('[name=id]').fill('gw-roof')
    await form.locator('[name=name]').fill('Library roof')
    await form.locator('[name=lon]').fill('122.99')
    await form.locator('[name=lat]').fill('31.01')
    expect(await violationsOf(page)).toEqual([])
    await form.getByRole('button', { name: 'Register a gateway' }).click()
    await page.locator('[data-of=line]').getByText('city/v1/gateways/gw-roof/readings').waitFor()
    await page.locator('gateways-view dialog[open]').getByRole('button', { name: 'Close' }).click()
    await page.getByRole('row', { name: /Library roof/ }).waitFor()
  })

  it('compare values of stations by the keyboard alone: one axis for one unit, and one cursor for all', async () => {
    await page.goto(`${city.url}/compare?span=hour`)
    await page.getByText('Nothing is compared yet.').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('noise-pier leq')
    await page
      .getByRole('option', { name: /noise-pier/ })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('noise-pier lmax')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await soon(() => param('lines')).toBe('noise-pier~LAeq,noise-pier~LAmax')
    await page.keyboard.type('air-001 pm2.5')
    await page.keyboard.press('Enter')
    const charts = part('compare-chart')
    await soon(() => charts.count()).toBe(2)
    expect(await page.locator('img[src=x]').count()).toBe(0)
    const plots = charts.getByRole('application')
    await soon(() => plots.first().getAttribute('aria-label')).toMatch(/newest 70\.0/)
    await soon(() => charts.first().locator('.legend').innerText()).toMatch(/III\s+Alarm/)
    const other = plots.nth(1)
    await other.locator('canvas').waitFor()
    const before = await other.screenshot()
    await plots.first().focus()
    await page.keyboard.press('End')
    await soon(async () => (await other.screenshot()).equals(before)).toBe(false)
    await page.keyboard.press('/')
    await page.keyboard.press('Backspace')
    await soon(() => param('lines')).toBe('noise-pier~LAeq,noise-pier~LAmax')
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      charts.getByRole('button', { name: 'CSV' }).click(),
    ])
    const [head] = (await readFile(await csv.path(), 'utf8')).split('\r\n')
    expect(head?.split(',').length).toBe(5)
  })

  it('strike an index of before, until there is one of now', async () => {
    const credentials = await city.register({ id: 'noise-before', kind: 'noise', traits: { zone: '2' } })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.send({ ts: Date.now() - 1_800_000, values: { LAeq: 57 } })
    await page.goto(`${city.url}/stations/noise-before`)
    const line = () =>
      part('station-live')
        .locator('.index .chip')
        .evaluate((chip) => getComputedStyle(chip).textDecorationLine)
    await soon(line).toBe('line-through')
    await device.send({ values: { LAeq: 57 } })
    await soon(line).toBe('none')
  })

  it('are accessible, also in Chinese and by night', async () => {
    const paths = ['/stations', '/stations/noise-pier?span=hour', '/compare?lines=noise-pier~LAeq,noise-pier~LAmax']
    const chinese = await openPage(browser, { locale: 'zh-CN', colorScheme: 'dark' })
    await signIn(chinese.page, city.url, PASSWORD)
    await chinese.page.locator('alarm-list, .empty').first().waitFor()
    for (const [of, on] of [
      ['en', page],
      ['zh', chinese.page],
    ] as const) {
      for (const path of paths) {
        await on.goto(city.url + path)
        await on.locator('station-list, station-acts table, compare-chart canvas').first().waitFor()
        expect([of, path, await violationsOf(on)]).toEqual([of, path, []])
      }
    }
    await chinese.page.getByText('对比').first().waitFor()
    expect([chinese.errors, watched.errors]).toEqual([[], []])
  })
})

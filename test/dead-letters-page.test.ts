import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settledLedger } from './support/books.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { addressOf, goByKeys } from './support/pages.ts'

const VENDOR = 'Acme <b onmouseover="document.title=1">'
const HOSTILE = '<img src=x onerror="document.title=1">\u202e\u0007'

describe.skipIf(!HAS_CHROMIUM)('the page of dead letters', () => {
  let browser: Browser
  let city: RunningCity
  let watched: WatchedPage
  let page: Page

  beforeAll(async () => {
    ;[browser, city] = await Promise.all([openBrowser(), startCity()])
    watched = await openPage(browser)
    page = watched.page
    await signIn(page, city.url, PASSWORD)
    await page.getByText('live', { exact: true }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  async function send(id: string, payloads: readonly unknown[], vendor?: string): Promise<void> {
    const credentials = await city.register({ id, kind: 'air', ...(vendor !== undefined && { vendor }) })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'air' })
    for (const payload of payloads) await device.send(payload)
    await settledLedger(city, id, payloads.length)
  }

  it('says that nothing was ever refused, when that is so', async () => {
    await goByKeys(page, 'd', '/dead-letters')
    await page.getByText('No message was refused in this period; no message was ever refused.').waitFor()
  })

  it('leads by the keyboard from the causes to a letter, and back', async () => {
    const now = Date.now()
    const readings = Array.from({ length: 120 }, (_, n) => ({
      ts: now - 60_000 + n,
      values: { pm2_5: 20 + n / 10, temp: 21 },
    }))
    await send('air-acme', readings, VENDOR)
    await send('air-hostile', [HOSTILE])
    await page.goto(`${city.url}/dead-letters`)
    await page.getByText('Messages: 121, causes: 2.').waitFor()
    expect((await page.locator('tbody tr').first().innerText()).split('\t').slice(0, 4)).toEqual([
      '120',
      'Unknown value name',
      `${VENDOR} (stations: 1) · Air quality`,
      'pm2_5',
    ])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Message 120 · Unknown value name$/ }).waitFor()
    expect(await page.locator('letter-detail mark').allInnerTexts()).toEqual(['"pm2_5":31.9'])
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Message 119 / }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Messages: 121, causes: 2.').waitFor()
  })

  it('shows hostile bytes as text, with what cannot be seen as marks', async () => {
    await page.getByRole('button', { name: 'Not JSON' }).click()
    await page.locator('pre').waitFor()
    expect(await page.locator('pre').innerText()).toBe('<img src=x onerror="document.title=1">⟨U+202E⟩⟨BEL⟩')
    expect(await page.locator('pre .sign').allInnerTexts()).toEqual(['⟨U+202E⟩', '⟨BEL⟩'])
    expect(await page.locator('img[src=x]').count()).toBe(0)
    expect(await page.title()).not.toBe('1')
  })

  it('tries an edited payload before it runs it, and keeps both', async () => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    const payload = page.locator('textarea[name=payload]')
    await payload.fill('{"values":{"pm25":NaN}}')
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('Would be refused:').waitFor()
    await payload.fill('{"values":{"pm25":35.2}}')
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('Would be stored:').waitFor()
    expect(await page.locator('.check').innerText()).toMatch(
      /air-hostile · \d{4}-.* \d\d:\d\d:\d\d\s+pm25 \(PM2\.5\) 35\.2 µg\/m³/,
    )
    await page.getByRole('button', { name: 'Replay the edited payload' }).click()
    await page.getByText('Stored.', { exact: true }).waitFor()
    await expect
      .poll(() => page.locator('pre').allInnerTexts())
      .toEqual(['<img src=x onerror="document.title=1">⟨U+202E⟩⟨BEL⟩', '{"values":{"pm25":35.2}}'])
    expect(await settledLedger(city, 'air-hostile', 1)).toMatchObject({ received: 1, stored: 1, refused: 0 })
  })

  it('makes a field map from a group, suggests the names, and replays all with a count', async () => {
    await page.goto(`${city.url}/dead-letters`)
    await page.getByRole('button', { name: 'Unknown value name' }).click()
    await page.getByRole('button', { name: 'Make a field map' }).click()
    await expect
      .poll(() =>
        page.locator('select[name=to]').evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value)),
      )
      .toEqual(['pm25', 'temperature'])
    await page.locator('.check').getByText('31.9').waitFor()
    expect((await addressOf(page)).searchParams.get('map')).toBe('1')
    expect(await violationsOf(page)).toEqual([])
    await page.getByLabel('Reason for the change').fill('firmware 2.1')
    await page.getByRole('button', { name: 'Save the map' }).click()
    await page.getByText('Version 1 is active for new readings.').waitFor()
    await page.getByRole('button', { name: 'Replay all' }).click()
    await page.getByText('120 stored, 0 refused again, 0 waiting for the store, 0 left').waitFor()
    expect(await settledLedger(city, 'air-acme', 120)).toMatchObject({ received: 120, stored: 120, refused: 0 })
    await page.goto(`${city.url}/dead-letters`)
    await page.getByText(/^No message in this period is in this state; last: /).waitFor()
    await page.goto(`${city.url}/dead-letters?state=replayed`)
    await page.getByText('Messages: 121, causes: 2.').waitFor()
  })

  it('discards with a reason that is asked for', async () => {
    await send('air-junk', ['junk', 'more junk'])
    await page.goto(`${city.url}/dead-letters?why=not-json&at=air-junk`)
    await page.getByRole('button', { name: 'Discard all…' }).click()
    await page.locator('dialog[open] textarea').fill('a test of the fitter')
    await page.locator('dialog[open]').getByRole('button', { name: 'Discard' }).click()
    await page.getByText('Discarded: 2').waitFor()
    const { items } = await city.api<{ items: { note: string }[] }>('GET', '/dead-letters?state=discarded')
    expect(items.map(({ note }) => note)).toEqual(['a test of the fitter', 'a test of the fitter'])
  })

  it('is accessible in Chinese and by night too', async () => {
    const chinese = await openPage(browser, { locale: 'zh-CN', colorScheme: 'dark' })
    await signIn(chinese.page, city.url, PASSWORD)
    await chinese.page.getByText('菜单').click()
    await chinese.page.getByRole('link', { name: '死信', exact: true }).click()
    await chinese.page.goto(`${city.url}/dead-letters?state=replayed`)
    await chinese.page.getByRole('button', { name: '未知的指标名' }).waitFor()
    expect(await violationsOf(chinese.page)).toEqual([])
    await chinese.page.getByRole('button', { name: '未知的指标名' }).click()
    await chinese.page.locator('letter-detail pre').first().waitFor()
    expect(await violationsOf(chinese.page)).toEqual([])
    expect(chinese.errors).toEqual([])
    expect(watched.errors).toEqual([])
  })
})

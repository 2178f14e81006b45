import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settledLedger } from './support/books.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { addressOf, goByKeys } from './support/pages.ts'

const VENDOR = '=Acme <img src=x onerror="document.title=1">'

describe.skipIf(!HAS_CHROMIUM)('the page "Is anything missing?"', () => {
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

  const verdict = () => page.locator('[data-verdict]')

  it('says that nothing came, before anything did', async () => {
    await goByKeys(page, 'm', '/missing')
    await page.getByRole('heading', { name: 'No data arrived in this period.' }).waitFor()
  })

  it('sees by itself that all is well, and then that a device owes three readings', async () => {
    const credentials = await city.register({ id: 'noise-owes', kind: 'noise', vendor: VENDOR })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    const at = Date.now() - 10_000
    const send = (...seqs: readonly number[]) =>
      device.send(seqs.map((seq) => ({ ts: at + seq * 1000, seq, values: { LAeq: 50 } })))
    await send(1, 2)
    await page.locator('[data-verdict=complete]').waitFor()
    expect(await verdict().innerText()).toBe('Nothing is missing.')
    await send(6, 7)
    await device.send('no json')
    await page.locator('[data-verdict=gaps]').waitFor()
    await settledLedger(city, 'noise-owes', 5)
    await page.getByText(/Proof: 3 messages in the journal, all accounted for \(positions 0 to 3\)/).waitFor()
    expect((await page.locator('.equation').innerText()).replaceAll(/\s+/g, ' ')).toBe(
      '5 received = 4 stored + 0 duplicate + 1 refused + 0 pending',
    )
  })

  it('leads by the keyboard from the vendor to the station, its hours and the numbers, and back', async () => {
    await page.getByRole('button', { name: 'Vendor', exact: true }).click()
    await page.getByRole('button', { name: VENDOR, exact: true }).first().waitFor()
    expect(await page.locator('img[src=x]').count()).toBe(0)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await addressOf(page)).searchParams.get('vendor')).toBe(VENDOR)
    await page
      .getByRole('button', { name: /^noise-owes/ })
      .first()
      .click()
    await page.getByRole('columnheader', { name: 'Hour of receipt' }).waitFor()
    const gaps = page.getByRole('region', { name: 'Gaps' })
    expect((await gaps.locator('tbody tr').innerText()).split('\t').slice(1, 5)).toEqual([
      'Numbers missing',
      expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d – .*\d\d:\d\d:\d\d$/),
      '3: number 3 to 5',
      'Not filled',
    ])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect.poll(async () => (await addressOf(page)).search).toBe('?by=vendor')
  })

  it('gives the same as a table, without formulas', async () => {
    await page.goto(`${city.url}/missing?by=vendor`)
    const link = page.getByRole('link', { name: 'Gaps as CSV' })
    await page.locator('[data-verdict]').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const text = await readFile(await download.path(), 'utf8')
    expect(download.suggestedFilename()).toBe('gaps.csv')
    expect(text.split('\r\n')[1]).toMatch(/^\d+,sequence,noise-owes,noise,990101,ecology,"'=Acme <img src=x onerror=""/)
  })

  it('keeps what it shows when the city does not answer, says so, and goes on by itself', async () => {
    await page.locator('[data-verdict=gaps]').waitFor()
    await page.route('**/api/v1/ledger/**', (route) => route.abort())
    await page.locator('.fault').waitFor()
    expect(await page.locator('.fault').innerText()).toMatch(/As at \d{4}-/)
    expect(await verdict().getAttribute('data-verdict')).toBe('gaps')
    await page.unroute('**/api/v1/ledger/**')
    await page.locator('.fault').waitFor({ state: 'detached' })
    watched.errors.splice(0)
  })

  it('is accessible, also in Chinese and by night', async () => {
    expect(await violationsOf(page)).toEqual([])
    const chinese = await openPage(browser, { locale: 'zh-CN', colorScheme: 'dark' })
    await signIn(chinese.page, city.url, PASSWORD)
    await chinese.page.getByText('菜单').click()
    await chinese.page.getByRole('link', { name: '数据缺失' }).click()
    await chinese.page.getByRole('heading', { name: '设备尚有数据未上报：1 处缺口未补齐。' }).waitFor()
    expect(await violationsOf(chinese.page)).toEqual([])
    expect(chinese.errors).toEqual([])
    expect(watched.errors).toEqual([])
  })
})

import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm } from '../domain/alarm.ts'
import type { Rule } from '../domain/rule.ts'
import { schemaFaults, textsAt } from '../domain/cap/testing/schema.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice, type Device } from './support/device.ts'
import { addressOf, goByKeys } from './support/pages.ts'
import { until } from './support/until.ts'

const NAME = '<img src=x onerror="document.title=1"> & pier'
const RULE: Rule = {
  id: 'test-pier',
  kind: 'noise',
  stations: ['noise-pier'],
  label: { zh: '码头噪声', en: 'Loud at the pier' },
  response: { zh: '派员核查', en: 'Send somebody' },
  // Below what is issued by itself.
  severity: 'yellow',
  when: { type: 'threshold', value: 'LAeq', above: 80 },
}

describe.skipIf(!HAS_CHROMIUM)('warnings in the browser', () => {
  const rooms = new AsyncDisposableStack()
  let browser: Browser
  let city: RunningCity
  let watched: WatchedPage
  let page: Page
  let device: Device
  let alarm: string

  beforeAll(async () => {
    const config = rooms.use(copyOfShipped()).folder
    ;[browser, city] = await Promise.all([openBrowser(), startCity({ config })])
    const credentials = await city.register({ id: 'noise-pier', kind: 'noise', name: NAME })
    await city.api('PUT', `/rules/${RULE.id}`, { rule: RULE, why: 'for the test', version: 0 })
    device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.send({ values: { LAeq: 91 } })
    const found = async () =>
      (await city.api<{ items: Alarm[] }>('GET', '/alarms')).items.find(({ rule }) => rule === RULE.id)
    await until(async () => (await found()) !== undefined)
    alarm = (await found())!.id
    watched = await openPage(browser)
    page = watched.page
    await signIn(page, city.url, PASSWORD)
    await page.getByText('live', { exact: true }).waitFor()
  })
  afterAll(async () => {
    await device?.[Symbol.asyncDispose]()
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
    await rooms.disposeAsync()
  })

  const panel = () => page.locator('cap-panel')

  it('says that none is in force, before any was issued', async () => {
    await goByKeys(page, 'w', '/warnings')
    await page.getByText(/^No warning is in force/).waitFor()
  })

  it('shows the draft of an alarm in both dialects, as text, and issues nothing', async () => {
    await page.goto(`${city.url}/alarms?alarm=${encodeURIComponent(alarm)}`)
    await panel().getByText('Not issued').waitFor()
    await panel().getByRole('button', { name: 'Preview' }).click()
    const shown = panel().locator('pre')
    await shown.waitFor()
    const xml = await shown.innerText()
    expect([schemaFaults(xml), textsAt(xml, '//c:info[2]/c:area/c:areaDesc')]).toEqual([[], ['Guzhong', NAME]])
    await panel().getByRole('button', { name: 'Chinese format' }).click()
    await expect.poll(() => shown.innerText()).toContain('<senderCode>99010000000000</senderCode>')
    expect(await page.locator('img[src=x]').count()).toBe(0)
    expect(await city.api('GET', '/warnings')).toEqual({ items: [], next: null })
  })

  it('issues it by the keyboard, and lists it with its messages and documents', async () => {
    await panel().getByRole('button', { name: 'Issue a warning' }).press('Enter')
    await panel()
      .getByRole('textbox', { name: /^Reason/ })
      .fill('seen by patrol 4')
    await page.keyboard.press('Enter')
    await panel().getByText(`In force: alarm-${alarm}-1`).waitFor()
    await page.goto(`${city.url}/warnings`)
    await page.getByRole('button', { name: /^Yellow warning, Loud at the pier \(Guzhong\)/ }).click()
    const chain = page.locator('warning-chain')
    await chain.getByText('seen by patrol 4').waitFor()
    const link = chain.getByRole('link', { name: /in CAP 1\.2$/ })
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const xml = await readFile(await download.path(), 'utf8')
    expect([schemaFaults(xml), textsAt(xml, '//c:msgType'), textsAt(xml, '//c:status')]).toEqual([
      [],
      ['Alert'],
      ['Actual'],
    ])
    expect((await addressOf(page)).searchParams.get('warning')).toBe(`alarm-${alarm}-1`)
  })

  it('is accessible, also in Chinese and by night', async () => {
    expect(await violationsOf(page)).toEqual([])
    const chinese = await openPage(browser, { locale: 'zh-CN', colorScheme: 'dark' })
    await signIn(chinese.page, city.url, PASSWORD)
    await chinese.page.locator('alarm-list').first().waitFor()
    await chinese.page.goto(`${city.url}/warnings?warning=alarm-${alarm}-1`)
    await chinese.page.locator('warning-chain').getByText('seen by patrol 4').waitFor()
    expect(await violationsOf(chinese.page)).toEqual([])
    await chinese.page.goto(`${city.url}/alarms?alarm=${encodeURIComponent(alarm)}`)
    await chinese.page.getByRole('button', { name: '预览' }).click()
    await chinese.page.locator('cap-panel pre').waitFor()
    expect(await violationsOf(chinese.page)).toEqual([])
    expect(chinese.errors).toEqual([])
  })

  it('asks for a reason to withdraw, and shows what is over among those that ended', async () => {
    await page.getByRole('button', { name: 'Open the alarm' }).click()
    await panel().getByRole('button', { name: 'Withdraw the warning' }).click()
    const why = panel().getByRole('textbox', { name: /^Reason/ })
    await page.keyboard.press('Tab')
    await panel().getByRole('button', { name: 'Withdraw now' }).click()
    expect(await why.evaluate((input: HTMLInputElement) => input.validity.valueMissing)).toBe(true)
    await why.fill('the gauge was wrong')
    await why.press('Enter')
    await panel().getByText('Cancelled', { exact: true }).waitFor()
    await page.goto(`${city.url}/warnings?state=past`)
    await page.getByRole('button', { name: /^Withdrawn: Yellow warning/ }).click()
    await page.locator('warning-chain').getByText('the gauge was wrong').waitFor()
    expect(await page.locator('warning-chain li').count()).toBe(2)
    expect(watched.errors).toEqual([])
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answering, type Receiver, startReceiver } from '../delivery/testing/receiver.ts'
import type { Channel } from '../domain/delivery.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { goByKeys } from './support/pages.ts'
import { until } from './support/until.ts'

const HOSTILE = '<img src=x onerror="window.hacked=1">'

describe.runIf(HAS_CHROMIUM)('the page of channels', () => {
  let city: RunningCity
  let browser: Browser
  let receiver: Receiver
  beforeAll(async () => {
    ;[city, browser, receiver] = await Promise.all([startCity(), openBrowser(), startReceiver()])
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
    await receiver?.[Symbol.asyncDispose]()
  })

  it('makes a robot, shows what it really answers to a test, and takes a change without the secret', async () => {
    const { page, errors } = await openPage(browser)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await goByKeys(page, 'c', '/channels')
    await page.getByText('There is no channel yet.').waitFor()
    await page.getByRole('button', { name: 'New channel' }).click()
    await page.getByLabel('Type').selectOption('dingtalk')
    await page.getByLabel('Id', { exact: true }).fill('duty-room')
    await page.getByLabel('Name').fill(HOSTILE)
    await page.getByLabel('Webhook address').fill('nonsense')
    await page.getByLabel('blue').uncheck()
    await page.getByLabel('Hold lower-level alarms').check()
    await page.getByLabel('Hold up to level').selectOption('orange')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('expected an address that begins with https://').waitFor()
    const url = `${receiver.url}/robot/send?access_token=topsecrettoken`
    await page.getByLabel('Webhook address').fill(url)
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('button', { name: 'Test', exact: true }).waitFor()
    expect(await city.api<Channel>('GET', '/channels/duty-room')).toMatchObject({
      type: 'dingtalk',
      label: HOSTILE,
      settings: {},
      secrets: ['url'],
      filter: { severities: ['red', 'orange', 'yellow'], news: ['raised', 'worse', 'cleared'] },
      quiet: { from: '22:00', to: '07:00', upTo: 'orange' },
    })
    receiver.answer = answering(200, { errcode: 310000, errmsg: HOSTILE })
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('Not sent, after').waitFor()
    await page.getByText(`310000: ${HOSTILE}`).first().waitFor()
    receiver.answer = answering(200, { errcode: 0, errmsg: 'ok' })
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText(/^Sent in/).waitFor()
    expect(receiver.received.at(-1)?.text).toContain('[TEST]'.replace('[', '［').replace(']', '］'))
    await page.getByLabel('Name').fill('Duty room')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await until(async () => (await city.api<Channel>('GET', '/channels/duty-room')).label === 'Duty room')
    expect((await city.api<Channel>('GET', '/channels/duty-room')).secrets).toEqual(['url'])
    expect(await page.content()).not.toContain('topsecrettoken')
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(errors.filter((error) => !error.includes('400'))).toEqual([])
    await page.context().close()
  })

  it.each([
    { locale: 'en-US', colorScheme: 'light' as const },
    { locale: 'zh-CN', colorScheme: 'dark' as const },
  ])('breaks nothing of WCAG 2.2 AA in $locale, $colorScheme', async (options) => {
    const { page } = await openPage(browser, options)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await page.goto(`${city.url}/channels?channel=duty-room`)
    await page.locator('channel-form form').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.context().close()
  })
})

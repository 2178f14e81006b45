import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violationsOf } from './support/axe.ts'
import { openBrowser, openPage, signIn, HAS_CHROMIUM, type WatchedPage } from './support/browser.ts'
import { PASSWORD, startCity, type RunningCity } from './support/city.ts'
import { connectDevice, type Device } from './support/device.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import { temporaryFolder } from './support/temporary.ts'
import { goByKeys } from './support/pages.ts'

const HOSTILE = '<img src=x onerror="document.title=1">'
const CJK = /[\u4e00-\u9fff]/

describe.skipIf(!HAS_CHROMIUM)('in a real browser', () => {
  let browser: Browser
  let city: RunningCity
  let watched: WatchedPage
  let noise: Device

  beforeAll(async () => {
    ;[browser, city] = await Promise.all([openBrowser(), startCity()])
    const credentials = await city.register({ id: 'noise-test', kind: 'noise', name: HOSTILE, traits: { zone: '2' } })
    noise = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    watched = await openPage(browser)
  })

  afterAll(async () => {
    await noise?.[Symbol.asyncDispose]()
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  it('says that a password is wrong, and lets the right one in', async () => {
    const { page } = watched
    await signIn(page, city.url, 'not the password')
    await page.getByText('Wrong user or password.').waitFor()
    await page.locator('input[name=password]').fill(PASSWORD)
    await page.locator('input[name=password]').press('Enter')
    await page.getByText('Needs action').waitFor()
    await page.getByText('live', { exact: true }).waitFor()
    await page.locator('canvas').first().waitFor()
  })

  it('shows a reading that comes, with unit, flag and index, without a reload', async () => {
    const { page } = watched
    await page.goto(`${city.url}/?station=noise-test`)
    await page.getByText(HOSTILE).first().waitFor()
    await noise.send({ values: { LAeq: 57.25, LAmax: 131 } })
    await page.getByText('57.3').first().waitFor()
    await page.getByText('dB(A)').first().waitFor()
    await page.getByText('suspect').first().waitFor()
  })

  it('shows a hostile station name as text', async () => {
    const { page } = watched
    await page.getByText(HOSTILE).first().waitFor()
    expect(await page.locator('img[src=x]').count()).toBe(0)
    expect(await page.title()).not.toBe('1')
  })

  it('shows an alarm that arrives, takes its acknowledgement from the keyboard, and tells its end', async () => {
    const { page } = watched
    await page.goto(city.url)
    await page.getByText('Needs action').waitFor()
    await noise.send({ values: { LAmax: 122 } })
    await page.locator('alarm-list').getByText('Sudden bang').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('a')
    await page.getByText('Comment (optional)').waitFor()
    await page.keyboard.type('seen from the keyboard')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await city.api<{ items: { state: string; ackedBy: string }[] }>('GET', '/alarms')).items[0])
      .toMatchObject({
        state: 'acknowledged',
        ackedBy: 'admin',
      })
    const { items } = await city.api<{ items: { id: string }[] }>('GET', '/alarms')
    const { events } = await city.api<{ events: { type: string; text: string | null }[] }>(
      'GET',
      `/alarms/${items[0]!.id}`,
    )
    expect(events.find(({ type }) => type === 'ack')?.text).toBe('seen from the keyboard')
  })

  it('shows how the monitor itself does, in grey, and follows it without a reload', async () => {
    const { page } = watched
    await page.goto(city.url)
    await page.getByText('Needs action').waitFor()
    await goByKeys(page, 'y', '/operations')
    await page.getByText('Every message is accepted and acknowledged at once.').waitFor()
    expect(await page.getByRole('meter').getAttribute('aria-valuetext')).toMatch(/^\d+ %, Normal$/)
    expect(await page.locator('operations-page .off').count()).toBe(0)
    const row = page.locator('operations-page dl > div').filter({ hasText: 'Messages acknowledged' })
    const before = Number(await row.locator('b').textContent())
    await noise.send({ values: { LAeq: 58 } })
    await row.getByText(String(before + 1), { exact: true }).waitFor()
    const text = await page.locator('operations-page').evaluate((element) => element.shadowRoot?.textContent ?? '')
    expect(text).not.toMatch(/\bops\.|\bnav\./)
    await page.keyboard.press('l')
    await page.getByText('所有消息即收即确认。').waitFor()
    await page.keyboard.press('l')
  })

  it('speaks English without a Chinese word, and Chinese when asked', async () => {
    const { page } = watched
    await page.goto(`${city.url}/alarms`)
    await page.getByText('Unacknowledged').first().waitFor()
    const english = await wordsOf(watched)
    expect(english.replace('中文', '')).not.toMatch(CJK)
    await page.keyboard.press('l')
    await page.getByText('待确认').first().waitFor()
    expect(await wordsOf(watched)).not.toMatch(/\b(?:alarm|state|tab|step|nav|strip|link)\.[a-z]+/)
    await page.keyboard.press('l')
    await page.getByText('Unacknowledged').first().waitFor()
  })

  it.each(['light', 'dark'] as const)(
    'breaks no rule of WCAG 2 A and AA before the sign-in in the %s theme',
    async (colorScheme) => {
      const { page } = await openPage(browser, { colorScheme })
      await page.goto(city.url)
      await page.locator('input[name=user]').waitFor()
      expect(await violationsOf(page)).toEqual([])
      await page.context().close()
    },
  )

  it('asks nobody but its own server, and breaks no policy', () => {
    expect([...watched.hosts]).toEqual([new URL(city.url).host])
    expect(watched.errors).toEqual([])
  })

  it('never lets a picture look live when the server is gone, and catches up when it is back', async () => {
    const data = await temporaryFolder()
    using shipped = copyOfShipped()
    const first = await startCity({ data, config: shipped.folder })
    const { port } = new URL(first.url)
    const { page } = await openPage(browser)
    await signIn(page, first.url, PASSWORD)
    await page.getByText('live', { exact: true }).waitFor()
    const credentials = await first.register({ id: 'noise-back', kind: 'noise' })
    await first.kill()
    await page.getByText('Connection to the server lost').waitFor()
    await page.getByText('As at').waitFor()
    await page.getByText('No alarm was active at').waitFor()
    await using second = await startCity({ data, config: shipped.folder, env: { HTTP_PORT: port } })
    await using device = await connectDevice(credentials, { port: second.mqttPort, kind: 'noise' })
    await device.send({ values: { LAmax: 123 } })
    await page
      .getByText('live', { exact: true })
      .or(page.getByText('back', { exact: true }))
      .waitFor()
    await page.locator('alarm-list').getByText('Sudden bang').waitFor()
    expect(await page.locator('alarm-list').getByText('Sudden bang').count()).toBe(1)
    await page.context().close()
  })
})

/** Every text on the page, within shadow roots too. */
async function wordsOf({ page }: WatchedPage): Promise<string> {
  return page.evaluate(() => {
    const texts: string[] = []
    const walk = (node: Node) => {
      if (node instanceof Element && ['STYLE', 'SCRIPT', 'NOSCRIPT'].includes(node.tagName)) return
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '')
      if (node instanceof Element && node.shadowRoot) walk(node.shadowRoot)
      for (const child of node.childNodes) walk(child)
    }
    walk(document.body)
    return texts.join(' ')
  })
}

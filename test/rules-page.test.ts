import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RuleVersion } from '../domain/wire.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { goByKeys } from './support/pages.ts'

const MINUTE = 60_000

describe.runIf(HAS_CHROMIUM)('the page of rules', () => {
  let city: RunningCity
  let browser: Browser
  beforeAll(async () => {
    ;[city, browser] = await Promise.all([startCity(), openBrowser()])
    const credentials = await city.register({ id: 'noise-page', kind: 'noise' })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    const start = Date.now() - 30 * MINUTE
    await device.send(
      [60, 118, 60, 60, 60, 60, 60, 119].map((LAmax, i) => ({ ts: start + i * MINUTE, values: { LAmax } })),
    )
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  it('tries a changed rule on the past, saves it with a reason, and shows who changed it', async () => {
    const { page, errors } = await openPage(browser)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await goByKeys(page, 'r', '/rules')
    await page.getByPlaceholder('Find a rule').fill('bang')
    await page.getByRole('button', { name: /Sudden bang/ }).click()
    const draft = page.getByLabel('Rule (JSON)')
    const rule = JSON.parse(await draft.inputValue()) as { when: object }
    await draft.fill(JSON.stringify({ ...rule, when: { type: 'threshold', value: 'LAmax', above: 110 } }, null, 2))
    await page.getByRole('button', { name: 'Try on past data' }).click()
    await page.getByText('Last 7 days: 2 alarms').waitFor()
    await page.getByPlaceholder('Reason (kept in the history)').fill('complaints <b>from</b> the harbour')
    await page.getByRole('button', { name: 'Save and apply now' }).click()
    await page.getByText('Saved as version 2').waitFor()
    await page.getByText('by admin').first().waitFor()
    const { versions } = await city.api<{ versions: RuleVersion[] }>('GET', '/rules/noise-bang')
    expect(versions[0]).toMatchObject({
      by: 'admin',
      why: 'complaints <b>from</b> the harbour',
      rule: { when: { above: 110 } },
    })
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('names every fault of a rule that cannot be, and keeps what was written', async () => {
    const { page } = await openPage(browser)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await page.goto(`${city.url}/rules?rule=noise-bang`)
    const draft = page.getByLabel('Rule (JSON)')
    const rule = JSON.parse(await draft.inputValue()) as object
    await draft.fill(JSON.stringify({ ...rule, owner: 'nobody', severity: 'pink' }))
    await page.getByPlaceholder('Reason (kept in the history)').fill('a test')
    await page.getByRole('button', { name: 'Save and apply now' }).click()
    await page.getByText(/severity is "pink"/).waitFor()
    expect(await draft.inputValue()).toContain('nobody')
    await draft.fill('{')
    await page.getByText(/This is not JSON/).waitFor()
    await page.context().close()
  })

  it.each([
    { locale: 'en-US', colorScheme: 'light' as const },
    { locale: 'zh-CN', colorScheme: 'dark' as const },
  ])('breaks nothing of WCAG 2.2 AA in $locale, $colorScheme', async (options) => {
    const { page } = await openPage(browser, options)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await page.goto(`${city.url}/rules?rule=crowd-at-event`)
    await page.locator('rule-try button').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.context().close()
  })
})

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm, AlarmWithEvents } from '../domain/alarm.ts'
import type { DutyVersion } from '../domain/duty.ts'
import type { DutyNow } from '../domain/on-duty.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { goByKeys } from './support/pages.ts'
import { until } from './support/until.ts'

describe.runIf(HAS_CHROMIUM)('the page of who is on duty', () => {
  const config = copyOfShipped()
  // A yellow alarm calls the duty officer after three seconds.
  config.replace('duty.yaml', 'afterMinutes: 15, position: duty-officer', 'afterMinutes: 0.05, position: duty-officer')
  let city: RunningCity
  let browser: Browser
  let alarm: Alarm
  beforeAll(async () => {
    ;[city, browser] = await Promise.all([startCity({ config: config.folder }), openBrowser()])
    const credentials = await city.register({ id: 'noise-page', kind: 'noise' })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.send({ values: { LAmax: 121 } })
    await until(async () => {
      const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms')
      alarm = items.find(({ rule }) => rule === 'noise-bang')!
      return alarm?.answer?.escalation?.step === 1
    })
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
    config[Symbol.dispose]()
  })

  const officerOf = async (department: string) => {
    const { items } = await city.api<DutyNow>('GET', '/duty/now')
    return items.find((one) => one.department === department && one.position === 'duty-officer')!.people[0]!
  }

  it('has somebody stand in by pressing a bar of the week, with a reason that is shown as it was written', async () => {
    const { page, errors } = await openPage(browser)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await goByKeys(page, 'u', '/duty')
    const officer = await officerOf('water')
    await page
      .getByRole('row', { name: /Water affairs/ })
      .getByText(officer.name.en, { exact: true })
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Week' }).click()
    await page.getByLabel('Department').selectOption('water')
    await page.locator('.bar-of button').first().click()
    const form = page.locator('duty-form')
    const other = ['water-officer-1', 'water-officer-2', 'water-officer-3'].find((id) => id !== officer.id)!
    await form.getByLabel('On duty').selectOption(other)
    await form.getByLabel('Reason').fill('ill <b>until</b> Friday')
    await form.getByRole('button', { name: /^Save/ }).click()
    await form.getByText('Saved as version 1').waitFor()
    await page.getByText('ill <b>until</b> Friday').first().waitFor()
    const { items } = await city.api<{ items: DutyVersion[] }>('GET', '/duty/overrides')
    expect(items).toMatchObject([{ by: 'admin', item: { roster: 'water-officer', on: other } }])
    await form.getByLabel('Reason').fill('well again')
    await form.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No swap is planned').waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('changes a chain by its form, and names what is wrong with it', async () => {
    const { page } = await openPage(browser)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await page.goto(`${city.url}/duty?view=chains&edit=escalations:blue-unacknowledged`)
    const form = page.locator('duty-form')
    await form.getByRole('button', { name: 'Add: Escalation levels' }).click()
    const last = form.locator('input[name="levels.2.afterMinutes"]')
    await last.fill('1')
    await form.locator('select[name="levels.2.position"]').selectOption('head')
    await form.getByLabel('Reason').fill('a test')
    await form.getByRole('button', { name: /^Save/ }).click()
    await form.getByText(/levels\[2\]\.afterMinutes is 1/).waitFor()
    await last.fill('600')
    await form.getByRole('button', { name: /^Save/ }).click()
    await form.getByText('Saved as version 2').waitFor()
    await page.locator('#chain-blue-unacknowledged ~ ol li', { hasText: 'Head of department' }).waitFor()
    await page.context().close()
  })

  it('shows at an alarm who must act, who was called and how much time is left; D assigns it, R says it was dealt with', async () => {
    const { page, errors } = await openPage(browser)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await page.goto(`${city.url}/alarms?alarm=${alarm.id}`)
    const officer = await officerOf('emergency')
    const detail = page.locator('alarm-detail')
    await detail
      .getByText(/Level 1, Duty officer, Emergency command: /)
      .first()
      .waitFor()
    await detail.getByText(/^\d+ mins? left$/).waitFor()
    await detail.getByRole('button', { name: `Assign to ${officer.name.en}`, disabled: false }).waitFor()
    await page.keyboard.press('d')
    await until(
      async () => (await city.api<AlarmWithEvents>('GET', `/alarms/${alarm.id}`)).assignee === officer.name.en,
      10_000,
    )
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    await detail.getByText(/^done after .*, in time$/).waitFor()
    await page.keyboard.press('r')
    await page.locator('step-dialog textarea').fill('false alarm, fireworks')
    await page.keyboard.press('Enter')
    await until(async () => {
      const { answer } = await city.api<AlarmWithEvents>('GET', `/alarms/${alarm.id}`)
      return answer?.respondedBy === 'admin'
    }, 10_000)
    await detail.getByText('false alarm, fireworks').waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  // Half of the views in each: the marks and colours are the same in all of them.
  it.each([
    {
      options: { locale: 'en-US', colorScheme: 'light' as const },
      views: [
        ['/duty?view=week&department=water&edit=overrides:%2B', '.bar-of button'],
        ['/duty?view=plan&department=emergency&edit=rosters:emergency-officer', '.plan .item'],
      ],
    },
    {
      options: { locale: 'zh-CN', colorScheme: 'dark' as const },
      views: [
        ['/duty', 'td b'],
        ['/duty?view=chains&edit=escalations:red-unacknowledged', '.ladder'],
        ['/alarms?alarm=', 'alarm-duty dl b'],
      ],
    },
  ] as const)('breaks nothing of WCAG 2.2 AA in $options.locale, $options.colorScheme', async ({ options, views }) => {
    const { page } = await openPage(browser, options)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    const found: string[] = []
    for (const [view, shown] of views) {
      const path = view.endsWith('=') ? `${view}${alarm.id}` : view
      await page.goto(city.url + path)
      await page.locator(shown).first().waitFor()
      found.push(...(await violationsOf(page)).map((one) => `${path} ${one}`))
    }
    expect(found).toEqual([])
    await page.context().close()
  })
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm } from '../domain/alarm.ts'
import type { Incident, IncidentWithParts } from '../domain/incident.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice, type Device } from './support/device.ts'
import { addressOf, goByKeys } from './support/pages.ts'
import { until } from './support/until.ts'

const HOSTILE = '<img src=x onerror="document.title=1">'
const COUNT = 12

describe.runIf(HAS_CHROMIUM)('an incident in the browser', () => {
  let city: RunningCity
  let browser: Browser
  const devices: Device[] = []
  let id = ''

  beforeAll(async () => {
    ;[city, browser] = await Promise.all([startCity(), openBrowser()])
    for (let i = 0; i < COUNT; i++) {
      const place = { district: i < 6 ? '990101' : '990103', lon: 123 + i * 0.004, lat: 31.02 + (i % 3) * 0.01 }
      const credentials = await city.register({ id: `noise-${String(i).padStart(2, '0')}x`, kind: 'noise', ...place })
      devices.push(await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' }))
    }
    for (const device of devices) await device.send({ values: { LAmax: 121 } })
    await until(async () => (await incidents())[0]?.members === COUNT)
    id = (await incidents())[0]!.id
  })
  afterAll(async () => {
    for (const device of devices) await device[Symbol.asyncDispose]()
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  const incidents = async () => (await city.api<{ items: Incident[] }>('GET', '/incidents')).items
  const whole = () => city.api<IncidentWithParts>('GET', `/incidents/${id}`)

  async function open(path: string, options = {}): Promise<{ page: Page; errors: string[] }> {
    const { page, errors } = await openPage(browser, options)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    if (path !== '/') await page.goto(`${city.url}${path}`)
    return { page, errors }
  }

  it('that is none, like an alarm or a page that is none, is named, with a way back', async () => {
    const { page } = await open('/incidents/nosuch')
    await page.getByText('There is no incident nosuch').waitFor()
    await page.getByRole('link', { name: 'Incidents' }).click()
    await page.getByRole('heading', { name: 'Incidents' }).waitFor()
    await page.goto(`${city.url}/alarms?alarm=nosuch`)
    await page.getByText('There is no alarm nosuch').waitFor()
    expect(await page.locator('alarm-detail').getByText('Loading…').count()).toBe(0)
    await page.getByRole('link', { name: 'All alarms' }).click()
    await page.locator('alarm-detail').waitFor({ state: 'detached' })
    await page.goto(`${city.url}/nosuch`)
    await page.getByText('There is no page at /nosuch').waitFor()
    expect(await page.title()).toMatch(/^No such page · /)
    await page.locator('main').getByRole('link', { name: 'Overview' }).click()
    await page.locator('overview-page').waitFor()
    expect((await addressOf(page)).pathname).toBe('/')
    await page.context().close()
  })

  it('is one row of the alarms page, which opens to its members and is acknowledged by one key', async () => {
    const { page, errors } = await open('/alarms')
    const rows = page.getByRole('row')
    await page.getByText(`${COUNT} alarms`).waitFor()
    expect(await rows.count()).toBe(1)
    // The counters count it once.
    await page.getByTitle(`Yellow: 1 unacknowledged of 1`).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await until(async () => (await rows.count()) > 5)
    expect((await addressOf(page)).searchParams.get('members')).toBe(id)
    expect(await rows.first().getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Enter')
    await until(async () => (await rows.count()) === 1)
    await page.keyboard.press('a')
    await page.getByText(`For the ${COUNT} unacknowledged alarms of this incident`).waitFor()
    await page.keyboard.press('Enter')
    await until(async () => (await whole()).waiting === 0)
    await page.getByTitle(`Yellow: 0 unacknowledged of 1`).waitFor()
    expect((await whole()).events.at(-1)).toMatchObject({ type: 'acknowledged', by: 'admin' })
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('has a room with a map, tasks, a lead, notes and a timeline, where hostile words stay words', async () => {
    const { page, errors } = await open('/')
    await goByKeys(page, 'i', '/incidents')
    const row = page.getByRole('link', { name: /Bang/ })
    await row.waitFor()
    await page.keyboard.press('j')
    await until(() => row.evaluate((one) => one.matches(':focus')))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Bang' }).waitFor()
    await page.locator('city-map canvas').waitFor()
    await page.getByRole('button', { name: 'Assign the lead' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Assign the lead' }).click()
    await page.getByRole('button', { name: 'New task' }).click()
    await page.getByRole('textbox', { name: 'Task' }).fill(HOSTILE)
    await page.getByLabel('Department').selectOption({ index: 1 })
    await page.getByRole('dialog').getByRole('button', { name: 'New task' }).click()
    await page.getByRole('checkbox', { name: `Done: ${HOSTILE}` }).check()
    await page.getByText('done by admin').waitFor()
    await page.getByRole('button', { name: 'Note', exact: true }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill(`${HOSTILE} noted`)
    await page.keyboard.press('Enter')
    await page.locator('incident-log').getByText(`${HOSTILE} noted`).waitFor()
    await page.getByRole('button', { name: 'Hand over' }).click()
    await page.getByLabel('Hand over to').fill('chen')
    await page.getByRole('textbox', { name: 'Note' }).fill('two crews are out')
    await page.keyboard.press('Enter')
    await page.getByText('admin hands over to chen').waitFor()
    expect(await page.title()).not.toBe('1')
    const { lead, tasks, handOver } = await whole()
    expect([lead, tasks.at(-1)?.doneBy, handOver?.to]).toEqual(['admin', 'admin', 'chen'])
    // What still holds cannot be closed: there is no button for it.
    expect(await page.getByRole('button', { name: 'Close the incident' }).count()).toBe(0)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('has the level that a person sets, in its room, in the list and in the counters', async () => {
    const { page, errors } = await open(`/incidents/${id}`)
    await page.getByRole('button', { name: 'Set the level' }).click()
    await page.locator('dialog[open] select[name=severity]').selectOption('orange')
    await page.getByRole('dialog').getByRole('button', { name: 'Set the level' }).click()
    await page.getByText('Orange or the level of its worst alarm').waitFor()
    expect(await whole()).toMatchObject({ severity: 'orange', atLeast: 'orange', worst: 'orange' })
    await goByKeys(page, 'a', '/alarms')
    await page
      .locator('alarms-page')
      .getByRole('row', { name: /Orange/ })
      .waitFor()
    await page.getByTitle(/^Orange: \d unacknowledged of 1$/).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('lets an alarm out, which then stands alone until somebody puts it back', async () => {
    const { page } = await open(`/incidents/${id}`)
    await page.getByRole('row').first().click()
    await page.getByRole('button', { name: 'Remove this alarm from the incident' }).click()
    await page.getByLabel('Reason (required)').fill('fireworks')
    await page.keyboard.press('Enter')
    await until(async () => (await whole()).members === COUNT - 1)
    const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=500')
    expect(items.filter(({ incident, kind }) => kind === 'noise' && incident === null)).toHaveLength(1)
    // The question goes when the answer is here; until then keys are its own.
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0)
    await goByKeys(page, 'a', '/alarms')
    // The room has rows too, until the other page is there.
    await page.locator('alarms-page').getByRole('row').filter({ hasNotText: 'alarms' }).first().click()
    await page.getByRole('button', { name: 'Add to an incident' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add to an incident' }).click()
    await until(async () => (await whole()).members === COUNT)
    expect((await whole()).events.at(-1)).toMatchObject({ type: 'joined', by: 'admin' })
    await page.context().close()
  })

  it.each([
    { locale: 'en-US', colorScheme: 'light' as const },
    { locale: 'zh-CN', colorScheme: 'dark' as const },
  ])('breaks nothing of WCAG 2.2 AA in $locale, $colorScheme', async (options) => {
    const { page } = await open(`/alarms?members=${id}`, options)
    const shot = process.env['SHOTS']
    for (const path of [`/alarms?members=${id}`, '/incidents', `/incidents/${id}`]) {
      await page.goto(`${city.url}${path}`)
      await page
        .locator(
          path.startsWith('/alarms')
            ? 'alarm-list [role=row]'
            : path === '/incidents'
              ? 'a.incident'
              : 'incident-tasks',
        )
        .first()
        .waitFor()
      if (shot) {
        await page.waitForTimeout(2500)
        await page.screenshot({
          path: `${shot}/${options.locale}-${path.split(/[/?]/).slice(1, 3).join('-').slice(0, 20)}.png`,
        })
      }
      expect([path, await violationsOf(page)]).toEqual([path, []])
    }
    await page.context().close()
  })
})

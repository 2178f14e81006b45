import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RegistrationAnswer } from '../domain/enrolment.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn } from './support/browser.ts'
import { type Credentials, PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connect } from './support/device.ts'
import { goByKeys } from './support/pages.ts'

const HOSTILE = '<img src=x onerror="window.hacked=1">'
const HEAD = 'id,kind,name,district,lon,lat\n'

describe.runIf(HAS_CHROMIUM)('the page of enrolment', () => {
  let city: RunningCity
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citypulse-enrolment-'))
    ;[city, browser] = await Promise.all([startCity(), openBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  it('approves a device that waits, makes a code, and registers a list, with what devices say shown as text', async () => {
    const { page, errors } = await openPage(browser)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await goByKeys(page, 'e', '/enrolment')
    await page.getByRole('button', { name: 'Open with a new password' }).click()
    const password = (await page.locator('output').textContent())!.trim()
    const ask = (claim: string) =>
      city.call<RegistrationAnswer>('POST', '/register', {
        id: 'air-new',
        password,
        claim,
        kind: 'air',
        name: HOSTILE,
        vendor: HOSTILE,
      })
    expect((await ask('a-claim-of-its-own-1')).body.state).toBe('pending')
    expect((await ask('a-claim-of-another-1')).status).toBe(403)
    await page.getByText('Other requests for the same id: 1').waitFor()
    await page.getByRole('button', { name: 'Decide' }).click()
    expect(await page.getByLabel('Name').inputValue()).toBe(HOSTILE)
    await page.getByLabel('Name').fill('Library')
    await page.getByLabel('Longitude (WGS-84)').fill('123')
    await page.getByLabel('Latitude (WGS-84)').fill('31')
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('No device is waiting.').waitFor()
    expect((await ask('a-claim-of-its-own-1')).body).toMatchObject({
      state: 'approved',
      credentials: { username: 'air-new' },
    })

    await page.getByRole('button', { name: 'Codes' }).click()
    await page.getByLabel('Station or gateway').fill('nobody')
    await page.getByRole('button', { name: 'Create a code' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Station or gateway').fill('air-new')
    await page.getByRole('button', { name: 'Create a code' }).click()
    const code = (await page.locator('output').textContent())!.trim()
    const { body } = await city.call<Credentials>('POST', '/enrol', { code })
    await (await connect(body, { port: city.mqttPort })).endAsync()

    await page.getByRole('button', { name: 'List (CSV)' }).click()
    const file = join(folder, 'stations.csv')
    writeFileSync(
      file,
      `${HEAD}page-1,noise,One,990101,123,31\npage-2,${HOSTILE.replaceAll('"', '')},Two,990101,123,31\n`,
    )
    await page.getByLabel('CSV file').setInputFiles(file)
    await page.getByText('Lines to be corrected: 1 (good ones: 1).').waitFor()
    await page.getByRole('cell', { name: 'kind', exact: true }).waitFor()
    writeFileSync(file, `${HEAD}page-1,noise,One,990101,123,31\npage-2,noise,Two,990101,123,31\n`)
    await page.getByLabel('CSV file').setInputFiles(file)
    await page.getByRole('button', { name: 'Register 2 stations' }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download the credentials' }).click()
    const stream = await (await downloading).createReadStream()
    const csv = (await stream.toArray()).join('')
    const [, username = '', secret = ''] = csv.split('\r\n')[1]!.split(',')
    await (await connect({ username, password: secret }, { port: city.mqttPort })).endAsync()
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(errors.filter((error) => !/40[034]/.test(error))).toEqual([])
    await page.context().close()
  })

  it.each([
    { locale: 'en-US', colorScheme: 'light' as const },
    { locale: 'zh-CN', colorScheme: 'dark' as const },
  ])('breaks nothing of WCAG 2.2 AA in $locale, $colorScheme', async (options) => {
    const { password } = await city.api<{ password: string }>('POST', '/registration/open')
    const claim = 'a-claim-of-its-own-2'
    await city.api('POST', '/register', {
      id: 'noise-new',
      password,
      claim,
      kind: 'noise',
      name: 'Pier',
      vendor: 'Acme',
    })
    await city.call('POST', '/register', { id: 'noise-new', password, claim: 'a-claim-of-another-2' })
    const { page } = await openPage(browser, options)
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    const file = join(folder, 'bad.csv')
    writeFileSync(file, `${HEAD}page-1,noise,One,990101,123,31\n`)
    for (const [part, ready] of [
      ['?device=noise-new', 'approve-form form'],
      ['?part=codes', 'enrolment-codes form'],
      ['?part=list', 'enrolment-list input'],
    ] as const) {
      await page.goto(`${city.url}/enrolment${part}`)
      await page.locator(ready).first().waitFor()
      if (part === '?part=list') {
        await page.locator('input[type=file]').setInputFiles(file)
        await page.locator('enrolment-list table').waitFor()
      }
      expect([part, await violationsOf(page)]).toEqual([part, []])
    }
    await page.context().close()
  })

  it('tells whoever is no administrator so, and asks for nothing', async () => {
    const denied: string[] = []
    const { page, errors } = await openPage(browser)
    page.on('response', (response) => void (response.status() === 403 && denied.push(response.url())))
    await page.route('**/api/v1/session', async (route) => {
      const answer = await route.fetch()
      const body = (await answer.json()) as object
      await route.fulfill({
        response: answer,
        json: { ...body, role: 'operator', actions: ['city.read', 'station.read', 'alarm.read'] },
      })
    })
    await signIn(page, city.url, PASSWORD)
    await page.locator('top-strip').waitFor()
    await page.goto(`${city.url}/enrolment`)
    await page.getByText('Only administrators can issue device credentials.').waitFor()
    expect([denied, errors]).toEqual([[], []])
    await page.context().close()
  })
})

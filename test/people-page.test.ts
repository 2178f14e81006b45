import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeAt } from '../dashboard/server/auth/totp.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { goByKeys } from './support/pages.ts'

const HOSTILE = '<img src=x onerror="window.hacked=1">'
const SENTENCE = 'nine green bottles on a wall'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

describe.runIf(HAS_CHROMIUM)('the page of people', () => {
  let city: RunningCity
  let browser: Browser
  beforeAll(async () => {
    ;[city, browser] = await Promise.all([startCity(), openBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  it('makes an account whose owner chooses a password, sets up a second factor, and needs it from then on', async () => {
    const admin = await openPage(browser)
    const { page } = admin
    await page.goto(city.url)
    await page.locator('input[name=user]').fill('admin')
    await page.locator('input[name=password]').fill(PASSWORD)
    await page.locator('input[name=password]').press('Enter')
    await page.locator('top-strip').waitFor()
    await goByKeys(page, 'n', '/people')
    await page.getByText('all three administrator roles').waitFor()
    await page.getByRole('button', { name: 'Accounts', exact: true }).click()
    await page.getByRole('button', { name: 'New account' }).click()
    await page.getByLabel('User').fill('li.na')
    await page.getByLabel('shift lead').check()
    await page.getByLabel('Water affairs').check()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('shown only now').waitFor()
    const first = await page.locator('.told code').innerText()

    const own = await openPage(browser)
    await own.page.goto(city.url)
    await own.page.locator('input[name=user]').fill('li.na')
    await own.page.locator('input[name=password]').fill(first)
    await own.page.locator('input[name=password]').press('Enter')
    await own.page.getByText('Choose your own password').waitFor()
    expect(await own.page.locator('tour-guide button[name=begin]').count()).toBe(0)
    await own.page.getByLabel('Current password').fill(first)
    await own.page.getByLabel('New password').fill('password1')
    await own.page.getByRole('button', { name: 'Change password' }).click()
    await own.page.getByText('many people use it').waitFor()
    await own.page.getByLabel('New password').fill(SENTENCE)
    await own.page.getByRole('button', { name: 'Change password' }).click()
    await own.page.locator('top-strip').waitFor()
    // Whoever is new is shown round, once they are in.
    await own.page.locator('tour-guide button[name=begin]').waitFor()

    await own.page.goto(`${city.url}/people`)
    const factor = own.page.locator('factor-form')
    await factor.getByLabel('Current password').fill(SENTENCE)
    await factor.getByRole('button', { name: 'Set up' }).click()
    await factor.getByText('Scan this').waitFor()
    const secret = fromBase32(await factor.locator('code').innerText())
    await factor.getByLabel('Six digits').fill(codeAt(secret, Math.floor(Date.now() / 30_000)))
    await factor.getByRole('button', { name: 'Turn on' }).click()
    await factor.getByText('Recovery codes').waitFor()
    const recovery = await factor.locator('.codes li').first().innerText()
    await factor.getByRole('button', { name: 'Saved' }).click()
    await own.page.getByText('10 recovery codes left').waitFor()

    const next = await openPage(browser)
    await next.page.goto(city.url)
    await next.page.locator('input[name=user]').fill('li.na')
    await next.page.locator('input[name=password]').fill(SENTENCE)
    await next.page.locator('input[name=password]').press('Enter')
    await next.page.getByLabel('Code').fill(recovery)
    await next.page.getByLabel('Code').press('Enter')
    await next.page.locator('top-strip').waitFor()
    const statuses = /40[01]/
    for (const { errors } of [admin, own, next]) expect(errors.filter((error) => !statuses.test(error))).toEqual([])
  })

  it('lets everybody do on each screen what their own roles allow, be it nothing with alarms', async () => {
    const wish = { user: 'wang.min', roles: ['department-admin'], departments: ['water'] }
    const { password } = await city.api<{ password: string }>('POST', '/people', wish)
    const { page } = await openPage(browser)
    await page.addInitScript(() => localStorage.setItem('tour', 'done'))
    await page.goto(city.url)
    await page.locator('input[name=user]').fill('wang.min')
    await page.locator('input[name=password]').fill(password)
    await page.locator('input[name=password]').press('Enter')
    await page.getByLabel('Current password').fill(password)
    await page.getByLabel('New password').fill(SENTENCE)
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.locator('top-strip .link.live').waitFor()
    await page.goto(`${city.url}/enrolment?part=codes`)
    const make = page.getByRole('button', { name: 'Create a code' })
    await make.waitFor()
    await expect.poll(() => make.isEnabled()).toBe(true)
    await page.goto(`${city.url}/report`)
    await expect.poll(() => page.locator('report-page textarea').isEnabled()).toBe(true)
    await page.goto(`${city.url}/incidents`)
    const declare = page.locator('incidents-page .bar button[title]').last()
    expect(await declare.isDisabled()).toBe(true)
    expect(await declare.getAttribute('title')).toBe('Your role does not allow this.')
    await page.context().close()
  })

  it('asks for the password again before what matters most, once signing in was long ago, and then does it', async () => {
    const { page, errors } = await openPage(browser)
    await page.addInitScript(() => localStorage.setItem('tour', 'done'))
    await page.goto(city.url)
    await page.locator('input[name=user]').fill('admin')
    await page.locator('input[name=password]').fill(PASSWORD)
    await page.locator('input[name=password]').press('Enter')
    await page.locator('top-strip .link.live').waitFor()
    await page.goto(`${city.url}/people?tab=me`)
    const dialog = page.locator('proof-dialog dialog')
    await makeOld(page, city)
    await page.getByLabel('Purpose').fill('nightly export')
    await page.getByRole('button', { name: 'Create a token' }).click()
    await dialog.getByText('Sign in again').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await dialog.getByLabel('Password').fill('not it')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Password').fill(PASSWORD)
    const renewed = page.waitForEvent('websocket')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await page.locator('.told code').waitFor()
    await renewed
    // Lost, or back after that, it would say for ten seconds.
    expect(await page.locator('top-strip .link').getAttribute('class')).toMatch(/\blive\b/)
    expect(await page.locator('.told code').innerText()).toMatch(/^city_/)
    expect(await dialog.isVisible()).toBe(false)
    await page.locator('top-strip .link.live').waitFor()

    await page.goto(`${city.url}/audit`)
    const link = page.getByRole('link', { name: 'Export CSV' })
    await link.waitFor()
    await makeOld(page, city)
    await link.click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await link.click()
    await dialog.getByLabel('Password').fill(PASSWORD)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Continue' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('audit.csv')
    expect(errors.filter((error) => !/40[13]/.test(error))).toEqual([])
    await page.context().close()
  })

  it('shows hostile words as text, and is sound for everybody, in both languages, light and dark', async () => {
    await city.api('POST', '/tokens', { name: HOSTILE, scopes: ['read'] })
    const departments = { to: 'water', from: 'urban-management' }
    await city.api('POST', '/grants', { ...departments, purpose: `${HOSTILE} for the rainy season` })
    for (const [locale, colorScheme, tab] of [
      ['en-US', 'light', 'me'],
      ['zh-CN', 'dark', 'accounts'],
      ['en-US', 'dark', 'grants'],
      ['zh-CN', 'light', 'matrix'],
    ] as const) {
      const { page, errors } = await openPage(browser, { locale, colorScheme })
      await page.context().addCookies([{ name: 'citypulse', value: city.cookie.split('=')[1]!, url: city.url }])
      await page.goto(`${city.url}/people?tab=${tab}`)
      await page.locator('people-page section').first().waitFor()
      if (tab === 'me' || tab === 'grants') await page.getByText(HOSTILE).first().waitFor()
      if (tab === 'matrix') expect(await page.locator('tbody tr').count()).toBeGreaterThan(40)
      expect([tab, await violationsOf(page, 'all')]).toEqual([tab, []])
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
      expect(errors).toEqual([])
      const folder = process.env['PEOPLE_SCREENS']
      if (folder) await page.screenshot({ path: `${folder}/${tab}-${locale}-${colorScheme}.png`, fullPage: true })
      await page.context().close()
    }
  })
})

/** As if the person of this page had signed in an hour ago. */
async function makeOld(page: Page, city: RunningCity): Promise<void> {
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'citypulse')
  const token = decodeURIComponent(cookie?.value ?? '').split('.', 1)[0] ?? ''
  const records = new DatabaseSync(join(city.data, 'records.db'))
  const at = new Date(Date.now() - 3_600_000).toISOString()
  const { changes } = records.prepare('UPDATE session SET createdAt = ? WHERE token = ?').run(at, token)
  records.close()
  expect(changes).toBe(1)
}

function fromBase32(text: string): Uint8Array {
  let bits = 0
  let value = 0
  const bytes: number[] = []
  for (const letter of text) {
    value = (value << 5) | ALPHABET.indexOf(letter)
    bits += 5
    if (bits >= 8) bytes.push((value >>> (bits -= 8)) & 0xff)
    value &= (1 << bits) - 1
  }
  return Uint8Array.from(bytes)
}

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { addressOf, goByKeys } from './support/pages.ts'

const HOSTILE = '<img src=x onerror="document.title=1">'

describe.skipIf(!HAS_CHROMIUM)('the audit page', () => {
  let browser: Browser
  let city: RunningCity
  let watched: WatchedPage
  let page: Page

  beforeAll(async () => {
    ;[browser, city] = await Promise.all([openBrowser(), startCity()])
    for (let i = 0; i < 250; i++) await city.api('POST', '/tokens', { name: `${HOSTILE} ${i}` })
    watched = await openPage(browser)
    page = watched.page
    await signIn(page, city.url, PASSWORD)
    await page.getByText('live', { exact: true }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  const rows = () => page.locator('audit-list .entry')
  const search = async () => (await addressOf(page)).searchParams

  it('opens by its key, newest first, with the newest signed head and what was found', async () => {
    await goByKeys(page, 't', '/audit')
    await rows().first().waitFor()
    expect(await rows().first().innerText()).toContain('Sign-in')
    await page.getByText(/Last signed: the first \d+ entries/).waitFor()
    await page.getByRole('button', { name: 'Verify now' }).click()
    await page.getByText(/The log is intact: \d+ entries are as written/).waitFor()
  })

  it('asks by the address, and shows what others wrote as text, only as many rows as are seen', async () => {
    await page.locator('input[name=action]').fill('create-token')
    await page.locator('input[name=action]').press('Tab')
    await expect.poll(async () => (await search()).get('action')).toBe('create-token')
    await expect.poll(() => rows().first().innerText()).toContain(`${HOSTILE} 249`)
    expect(await page.locator('img[src=x]').count()).toBe(0)
    expect(await rows().count()).toBeLessThan(80)
    await page.locator('audit-list .rows').evaluate((box) => (box.scrollTop = box.scrollHeight))
    await expect.poll(() => page.locator('audit-list .log').getAttribute('aria-rowcount')).toBe('250')
    await page.locator('audit-list .rows').evaluate((box) => (box.scrollTop = box.scrollHeight))
    await expect.poll(() => rows().last().innerText()).toContain(`${HOSTILE} 0`)
  })

  it('opens an entry with its proof, which stands in the address, and closes it with Escape', async () => {
    await rows().last().click()
    await expect.poll(async () => (await search()).get('entry')).toMatch(/^\d+$/)
    await page.getByRole('button', { name: 'Show proof' }).click()
    await page.getByText(/of the \d+ entries signed at/).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(async () => (await search()).get('entry')).toBeNull()
  })

  it('says what to do when nothing is like that', async () => {
    await page.goto(`${city.url}/audit?actor=nobody-at-all`)
    await page.getByText(/No entry matches/).waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await rows().first().waitFor()
  })

  it.each(['light', 'dark'] as const)('has nothing that axe finds fault with, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await rows().nth(1).click()
    await page.getByRole('button', { name: 'Show proof' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    expect(watched.errors).toEqual([])
  })
})

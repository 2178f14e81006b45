import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { ROOT } from './sources.ts'
import { PATIENCE_MS } from './until.ts'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

const EXPECTED = /\/api\/v1\/(session|stations\/[^/]+\/latest)$/

/** Where it is missing the browser's tests are skipped; CI must have it. */
export const HAS_CHROMIUM = existsSync(CHROMIUM) || process.env['CI'] === 'true'

export async function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  if (!existsSync(join(ROOT, 'dashboard/web/dist/index.html'))) {
    throw new Error('dashboard/web/dist is missing: run `npm test`, or `node setup.mjs`, which builds the browser app')
  }
  return launchBrowser(flags)
}

/** A browser for pages that are not the browser app's. */
export function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS.split(' '), ...flags] })
}

/** A page with what went wrong in it and whom it asked. */
export interface WatchedPage {
  readonly page: Page
  /** Console errors and uncaught exceptions, but for the answers that say "nobody signed in" and "no reading yet". */
  readonly errors: string[]
  readonly hosts: ReadonlySet<string>
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    // Its requests would be seen by nobody here.
    serviceWorkers: 'block',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const errors: string[] = []
  const hosts = new Set<string>()
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.location().url)) errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (protocol.startsWith('http') || protocol.startsWith('ws')) hosts.add(host)
  })
  return { page, errors, hosts }
}

export async function signIn(page: Page, url: string, password: string): Promise<void> {
  await page.goto(url)
  await page.locator('input[name=user]').fill('admin')
  await page.locator('input[name=password]').fill(password)
  await page.locator('input[name=password]').press('Enter')
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm } from '../domain/alarm.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { ROOT } from './support/sources.ts'
import { until } from './support/until.ts'
import { XSS } from './support/xss.ts'

/** Every screen that there is, also one that is new. */
const PAGES = [...readFileSync(join(ROOT, 'dashboard/web/pages.ts'), 'utf8').matchAll(/^ +path: '([^']+)'/gm)].map(
  ([, path]) => path!,
)
/** All hundred strings stand in every field at once. */
const ALL = XSS.join(' ')
/** Names and words that a page looks up, and times that it reckons with, stay. */
const KEPT = /^(-?[\d.]+|\d{4}-\d\d-\d\dT.*|[A-Z][a-z]+\/[A-Za-z_/]+|#[0-9a-f]{3,8})$/

describe('the strings', () => {
  it('are a hundred different ones', () => expect(new Set(XSS).size).toBe(100))
})

describe.skipIf(!HAS_CHROMIUM)('a hundred strings of markup and script in every text that the city sends', () => {
  let browser: Browser
  let city: RunningCity
  /** Names of fields that hold what somebody wrote, by the document of the interface. */
  let fields: ReadonlySet<string>
  let watched: WatchedPage
  let dialogs = 0

  beforeAll(async () => {
    ;[browser, city] = await Promise.all([openBrowser(), startCity()])
    await fill(city)
    fields = freeFields(await (await fetch(`${city.url}/api/openapi.json`)).json())
    // Without the policy that would stop them: it is the second fence, not the first.
    watched = await openPage(browser, { bypassCSP: true })
    const { page } = watched
    page.on('dialog', (dialog) => {
      dialogs++
      void dialog.dismiss()
    })
    await signIn(page, city.url, PASSWORD)
    await page.getByText('live', { exact: true }).waitFor()
    await poison(page, fields)
  })
  afterAll(async () => {
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
  })

  it('are in the fields that people and devices write', () => {
    expect([...fields]).toEqual(expect.arrayContaining(['detail', 'text', 'name', 'title', 'reason', 'actor', 'topic']))
  })

  it.each(PAGES)('run nothing, and become no element, on %s', async (path) => {
    const { page, errors } = watched
    await page.goto(city.url + path)
    await page.waitForFunction((text) => document.body !== null && deep(document).includes(text), XSS[0]!.slice(0, 12))
    for (const key of ['j', 'Enter', 'j']) {
      await page.keyboard.press(key)
      await page.waitForTimeout(150)
    }
    const found = await page.evaluate(() => ({
      ran: (window as { __ran?: unknown }).__ran ?? null,
      made: all(document).filter((one) => one.hasAttribute('data-x')).length,
      addresses: all(document).filter((one) =>
        ['href', 'src', 'action', 'formaction', 'srcdoc'].some((name) =>
          /^\s*(javascript|vbscript|data:text)/i.test(one.getAttribute(name) ?? ''),
        ),
      ).length,
      polluted: ({} as { polluted?: unknown }).polluted ?? null,
    }))
    expect({ ...found, dialogs }).toEqual({ ran: null, made: 0, addresses: 0, polluted: null, dialogs: 0 })
    expect(errors.filter((error) => /TypeError|ReferenceError|SyntaxError/.test(error))).toEqual([])
  })

  it('would be seen if one page made an element of them', async () => {
    const { page } = await openPage(browser, { bypassCSP: true })
    await page.goto(city.url)
    await page.evaluate((text) => {
      document.body.innerHTML = text
    }, ALL)
    await page.waitForFunction(() => (window as { __ran?: unknown }).__ran === 1)
    expect(await page.locator('[data-x]').count()).toBeGreaterThan(20)
    await page.context().close()
  })
})

/** Something to show on every page. */
async function fill(city: RunningCity): Promise<void> {
  const credentials = await city.register({ id: 'noise-1', kind: 'noise', vendor: 'Acme' })
  await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
  await device.send({ ts: Date.now() - 1_000, values: { LAmax: 125 } })
  await device.send('no json')
  let alarm: Alarm | undefined
  await until(async () => {
    alarm = (await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')).items.find(
      ({ station }) => station === 'noise-1',
    )
    return alarm !== undefined
  })
  await city.api('POST', `/alarms/${alarm!.id}/comment`, { text: 'a comment' })
  await city.api('POST', '/incidents', { label: 'an incident', alarms: [alarm!.id] }).catch(() => {})
  await city.api('POST', `/alarms/${alarm!.id}/cap/issue`, { why: 'a reason' }).catch(() => {})
  const settings = { url: 'https://192.0.2.1/hook' }
  await city
    .api('PUT', '/channels/hook', {
      type: 'webhook',
      label: 'a hook',
      isOn: false,
      settings,
      filter: {},
      templates: {},
    })
    .catch(() => {})
}

/** Lets every answer and every live event through with the strings in it, and takes them out of what is asked. */
async function poison(page: Page, fields: ReadonlySet<string>): Promise<void> {
  await page.addInitScript(() => {
    const trees = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? trees(one.shadowRoot) : [])])
    const text = (root: ParentNode): string =>
      (root.textContent ?? '') +
      trees(root)
        .map((one) => one.shadowRoot?.textContent ?? '')
        .join(' ')
    Object.assign(window, { all: trees, deep: text })
  })
  await page.route(/\/api\/v1\//, async (route) => {
    const request = route.request()
    const url = decodeURIComponent(request.url()).replaceAll(ALL, '')
    const response = await route.fetch({ url: encodeURI(url) }).catch(() => null)
    if (response === null) return route.abort()
    const type = response.headers()['content-type'] ?? ''
    if (!/\bjson\b/.test(type)) return route.fulfill({ response })
    return route.fulfill({ response, json: poisoned(await response.json(), fields) })
  })
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => {
      const [, head, json] = /^(42\/ops,)(.*)$/s.exec(String(message)) ?? []
      if (head === undefined || json === undefined) return socket.send(message)
      const [event, payload] = JSON.parse(json) as [string, unknown]
      socket.send(head + JSON.stringify([event, poisoned(payload, fields)]))
    })
  })
}

function poisoned(value: unknown, fields: ReadonlySet<string>, name = ''): unknown {
  if (typeof value === 'string') return fields.has(name) && !KEPT.test(value) ? value + ALL : value
  if (Array.isArray(value)) return value.map((one) => poisoned(one, fields, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poisoned(one, fields, key)]))
}

/** Names whose text is free wherever they stand. */
function freeFields(document: unknown): ReadonlySet<string> {
  const free = new Set<string>()
  const kept = new Set(['', 'id', 'code', 'type', 'instance', 'next'])
  const walk = (schema: unknown, name: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    if (Array.isArray(schema)) return schema.forEach((one) => walk(one, name))
    const known = schema as Record<string, unknown>
    const isBound = known['enum'] !== undefined || known['const'] !== undefined || known['pattern'] !== undefined
    if (known['type'] === 'string' && !isBound) free.add(name)
    for (const [key, one] of Object.entries(known)) {
      if (key === 'properties') for (const [inner, of] of Object.entries(one as object)) walk(of, inner)
      else if (['items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties'].includes(key)) walk(one, name)
      else if (!['example', 'examples', 'default', 'description', 'parameters', 'requestBody'].includes(key))
        walk(one, '')
    }
  }
  walk(document, '')
  return new Set([...free].filter((name) => !kept.has(name)))
}

declare global {
  function all(root: ParentNode): Element[]
  function deep(root: ParentNode): string
}

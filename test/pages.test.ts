import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm } from '../domain/alarm.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import { violationsOf } from './support/axe.ts'
import { HAS_CHROMIUM, openBrowser, openPage, signIn, type WatchedPage } from './support/browser.ts'
import { PASSWORD, type RunningCity, startCity } from './support/city.ts'
import { connectDevice, type Device } from './support/device.ts'
import { addressOf, pagePaths, readable, settled, visit } from './support/pages.ts'
import { bracketNames, buildPseudo, type PseudoWindow, unbracketed } from './support/pseudo.ts'
import { ROOT, readSources } from './support/sources.ts'
import { until } from './support/until.ts'

const HOSTILE = '<img src=x onerror="document.title=1">'
const PATHS = pagePaths()
/** Each language with each theme; the first is judged by every rule; what differs in the others is colour. */
const LOOKS = [
  ['en', 'light'],
  ['zh', 'dark'],
  ['en', 'grey'],
] as const

describe.runIf(HAS_CHROMIUM)('every screen', () => {
  const config = copyOfShipped()
  let browser: Browser
  let city: RunningCity
  let pseudo: PseudoWindow
  let watched: WatchedPage
  let page: Page
  const devices: Device[] = []
  /** Screens with something open on them, besides those of the menu. */
  let further: readonly string[] = []

  beforeAll(async () => {
    bracketNames(config.folder)
    ;[browser, city, pseudo] = await Promise.all([openBrowser(), startCity({ config: config.folder }), buildPseudo()])
    further = await fill(city, devices)
    watched = await openPage(browser)
    page = watched.page
    await page.addInitScript(() => localStorage.setItem('tour', 'done'))
    await signIn(page, city.url, PASSWORD)
    await settled(page)
  })

  afterAll(async () => {
    for (const device of devices) await device[Symbol.asyncDispose]()
    await browser?.close()
    await city?.[Symbol.asyncDispose]()
    await pseudo?.[Symbol.asyncDispose]()
    config[Symbol.dispose]()
  })

  it('is in the table that this test reads', () => {
    const rows = readFileSync(join(ROOT, 'dashboard/web/pages.ts'), 'utf8').match(/^\s+render: /gm)?.length
    // Two more are for walls, whose addresses no menu has, and for what is no page.
    expect(PATHS.length).toBe(Number(rows) - 2)
    expect(PATHS).toContain('/alarms')
  })

  it('is judged by rules that see what is wrong', async () => {
    await page.evaluate(() => {
      const [nameless, pale] = [document.createElement('button'), document.createElement('p')]
      pale.textContent = 'pale'
      pale.style.cssText = 'color: #ddd; background: #fff'
      document.body.append(nameless, pale)
    })
    const found = (await violationsOf(page)).map((one) => one.split(':')[0])
    expect(found).toEqual(expect.arrayContaining(['button-name', 'color-contrast']))
    expect(new Set((await violationsOf(page, 'colours')).map((one) => one.split(':')[0]))).toEqual(
      new Set(['color-contrast']),
    )
  })

  it.each([...PATHS, 'alarm', 'station', 'incident'])(
    '%s breaks nothing of WCAG 2.2 AA in any language and theme, and shows hostile names as text',
    async (name) => {
      await page.goto(city.url + pathOf(name, further))
      await settled(page)
      const found: unknown[] = []
      for (const [i, [language, theme]] of LOOKS.entries()) {
        await look(page, language, theme)
        // Names and roles are the same in every look.
        for (const one of await violationsOf(page, i > 0 ? 'colours' : 'wcag')) found.push([language, theme, one])
      }
      expect(found).toEqual([])
      expect(await page.locator('img[src=x]').count()).toBe(0)
      expect(await page.title()).not.toBe('1')
      expect(watched.errors).toEqual([])
    },
  )

  it('is called by its own name in both languages, under a strip of one line with the sound off, and has signing out within reach', async () => {
    const titles: string[] = []
    const broken: string[] = []
    // A page that was loaded anew is silent until a click, and says so.
    await page.reload()
    await settled(page)
    await page.locator('top-strip .sound.off').waitFor()
    for (const path of PATHS) {
      await visit(page, path)
      for (const language of ['en', 'zh'] as const) {
        await look(page, language, 'light')
        titles.push(await page.title())
        if (!(await isOneLine(page))) broken.push(`${language} ${path}`)
      }
      await page.locator('top-strip details.user summary').click()
      await page.getByRole('button', { name: '退出登录' }).waitFor()
      await page.keyboard.press('Escape')
    }
    expect(new Set(titles).size).toBe(PATHS.length * 2)
    expect(broken).toEqual([])
  })

  it('is left by `g` and the key of another, whatever keys it has itself', async () => {
    const [from, to] = [Date.now() - 600_000, Date.now() - 60_000]
    const keys = [
      ['k', '/map'],
      ['t', '/audit'],
      ['o', '/'],
    ] as const
    const ways: string[] = []
    for (const path of PATHS) {
      const isPast = path === '/playback'
      // Lists have `k` for themselves, playback more than that.
      for (const [key, goal] of isPast ? keys : keys.slice(0, 1)) {
        await visit(page, isPast ? `${path}?from=${from}&to=${to}&at=${from}` : path)
        await page.keyboard.press('g')
        await page.keyboard.press(key)
        const at = (await addressOf(page)).pathname
        if (at !== goal) ways.push(`g ${key} on ${path} leads to ${at}`)
      }
    }
    expect(ways).toEqual([])
    expect(watched.errors).toEqual([])
  })

  it('has keys that nobody else has, and a sheet of them that `?` opens and closes', async () => {
    await page.keyboard.press('?')
    const sheet = page.locator('help-dialog dialog')
    await sheet.waitFor()
    const keys = await sheet.locator('section[aria-labelledby=page] kbd').allTextContents()
    expect(keys.length).toBe(PATHS.length + 1)
    expect(new Set(keys).size).toBe(keys.length)
    await page.keyboard.press('?')
    await sheet.waitFor({ state: 'hidden' })
  })

  it('asks no other machine', () => {
    expect([...watched.hosts]).toEqual([new URL(city.url).host])
  })

  it('has no word that is not in the texts', async () => {
    // Chromium does not count a page that a test hands out as one of this machine, and would cut its socket.
    const second = await openBrowser(['--disable-features=LocalNetworkAccessChecks'])
    const { page: other } = await openPage(second)
    await other.addInitScript(() => localStorage.setItem('tour', 'done'))
    await pseudo.serve(other.context())
    await signIn(other, city.url, PASSWORD)
    await settled(other)
    const allowed = allowedWords(city)
    const found: string[] = []
    for (const name of [...PATHS, 'alarm', 'station', 'incident']) {
      await visit(other, pathOf(name, further))
      // A message of CAP is shown in the words in which it went out.
      for (const line of unbracketed(await readable(other)).filter((text) => !text.startsWith('Yellow warning')))
        for (const [word] of line
          .replaceAll(HOSTILE, '')
          .replaceAll(HOSTILE.slice(0, 20), '')
          .matchAll(/[\p{L}][\p{L}\d.'’_/:-]*/gu))
          if (word.length > 1 && !allowed(word)) found.push(`${name}: ${word} (${line.slice(0, 80)})`)
    }
    expect([...new Set(found)]).toEqual([])
    await second.close()
  })

  it.each([
    ['of a phone', { width: 360, height: 740 }],
    ['at 320 px, as 1280 px at 400 %', { width: 320, height: 256 }],
    ['at 640 px, as 1280 px at 200 %', { width: 640, height: 400 }],
  ])('fits %s without scrolling sideways', async (_, viewport) => {
    await page.setViewportSize(viewport)
    const wide: string[] = []
    for (const name of [...PATHS, 'alarm', 'station', 'incident']) {
      await visit(page, pathOf(name, further))
      const over = await page.evaluate(overflowing)
      if (over.length > 0) wide.push(`${name}: ${over.join(', ')}`)
    }
    await page.setViewportSize({ width: 1280, height: 800 })
    expect(wide).toEqual([])
  })
})

/** A path of the menu, or of what is open. */
function pathOf(name: string, further: readonly string[]): string {
  const at = ['alarm', 'station', 'incident'].indexOf(name)
  return further[at] ?? name
}

async function look(page: Page, language: 'en' | 'zh', theme: string): Promise<void> {
  await page.locator('city-app').evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  const is = () => page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']])
  if ((await is())[0] !== lang) await page.keyboard.press('l')
  for (let i = 0; i < 3 && (await is())[1] !== theme; i++) await page.keyboard.press('n')
  expect(await is()).toEqual([lang, theme])
}

/** Whether the strip's tools stand beside the menu, not below it. */
async function isOneLine(page: Page): Promise<boolean> {
  const [menu, tools] = await Promise.all(
    ['page-menu', '.tools'].map((part) => page.locator(`top-strip ${part}`).boundingBox()),
  )
  return tools!.y < menu!.y + menu!.height
}

/** Elements that reach beyond the window's right edge, though nothing around them scrolls. Runs in the page. */
function overflowing(): string[] {
  const found: string[] = []
  const walk = (node: Element | ShadowRoot, isScrolled: boolean): void => {
    for (const child of node.children) {
      const style = getComputedStyle(child)
      if (style.display === 'none' || !child.checkVisibility()) continue
      const box = child.getBoundingClientRect()
      const isHidden = style.clipPath !== 'none' || style.position === 'fixed'
      const scrolls =
        isScrolled ||
        style.overflowX === 'auto' ||
        style.overflowX === 'scroll' ||
        style.overflowX === 'hidden' ||
        child.tagName === 'svg' ||
        child.tagName === 'CANVAS'
      if (!isScrolled && !isHidden && box.width > 0 && box.right > innerWidth + 1) {
        found.push(`${child.localName}.${child.getAttribute('class') ?? ''} ${Math.round(box.right)}`)
        continue
      }
      if (isHidden) continue
      walk(child, scrolls)
      if (child.shadowRoot) walk(child.shadowRoot, scrolls)
    }
  }
  walk(document.body, false)
  return found
}

/** What is no text of ours: names of people, ids, units, and what the browser writes of lengths of time. */
function allowedWords(city: RunningCity): (word: string) => boolean {
  const fixed = new Set([
    'admin',
    'Asia/Shanghai',
    'Acme',
    'UTC',
    'sec',
    'secs',
    'min',
    'mins',
    'hr',
    'hrs',
    'day',
    'days',
    'dB',
    'ms',
    'CSV',
    'PNG',
    'MiB',
    'GiB',
  ])
  const ofDomain = readSources()
    .filter(({ room }) => room === 'domain')
    .flatMap(({ text }) =>
      [...text.matchAll(/\ben: ['"`]([^'"`]+)['"`]/g)].flatMap((match) =>
        (match[1] ?? '').split(/[^\p{L}\d.'’_/:-]+/u),
      ),
    )
  const words = new Set([...fixed, ...ofDomain].map(bareWord))
  const port = new URL(city.url).host
  return (word) => {
    const bare = bareWord(word)
    return words.has(bare) || bare.includes(port) || /\d/.test(bare) || /^[a-z]+([-._/][a-z]+)+$/i.test(bare)
  }
}

/** Without the marks that end a sentence. */
function bareWord(word: string): string {
  return word.replace(/[.:'’-]+$/, '')
}

/** A city with something on every screen, whose names are hostile. Paths with an alarm, a station and an incident open. */
async function fill(city: RunningCity, devices: Device[]): Promise<readonly string[]> {
  for (let i = 0; i < 6; i++) {
    const place = { district: i < 3 ? '990101' : '990103', lon: 123 + i * 0.004, lat: 31.02 }
    const credentials = await city.register({
      id: `noise-${i}00`,
      kind: 'noise',
      name: HOSTILE,
      vendor: HOSTILE.slice(0, 20),
      traits: { zone: '2' },
      ...place,
    })
    devices.push(await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' }))
  }
  for (const device of devices) await device.send({ values: { LAeq: 57, LAmax: 121 } })
  await devices[0]?.send({ values: { LAeq: HOSTILE } })
  const alarms = async () =>
    (await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=100')).items.filter(({ kind }) => kind === 'noise')
  await until(async () => (await alarms()).length >= 6)
  const ids = (await alarms()).map(({ id }) => id)
  await city.api('POST', `/alarms/${ids[0]}/comment`, { text: HOSTILE })
  await city.api('POST', `/alarms/${ids[1]}/assign`, { assignee: HOSTILE })
  await city.api('POST', `/alarms/${ids[0]}/cap/issue`, { why: HOSTILE }).catch(() => undefined)
  const incident = await city.api<{ id: string }>('POST', '/incidents', {
    label: HOSTILE,
    severity: 'orange',
    alarms: ids.slice(0, 2),
    text: HOSTILE,
  })
  await city.api('POST', '/views', {
    name: HOSTILE,
    page: '/alarms',
    query: `text=${encodeURIComponent(HOSTILE)}`,
    department: 'ecology',
  })
  return [`/alarms?alarm=${ids[0]}`, '/?station=noise-000', `/incidents/${incident.id}`]
}

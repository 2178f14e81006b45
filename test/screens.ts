// Writes the pictures of docs/screens: `npm run screens`, or only some of them: `npm run screens -- alarms duty`.
// Every screen of the menu is pictured by itself; takes about five minutes, two of them waiting for the city's events.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage, signIn } from './support/browser.ts'
import { PASSWORD, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { pagePaths, settled } from './support/pages.ts'
import { smallPng } from './support/small-png.ts'
import { ROOT } from './support/sources.ts'

const FOLDER = join(ROOT, 'docs', 'screens')
const EVENTS_MS = Number(process.env['EVENTS_MS'] ?? 130_000)
const DESK = { width: 1280, height: 800 }
/** No picture is heavier, and one beyond the half is told of: a repository keeps all of its pictures for ever. */
const MOST_BYTES = 400_000
const HEAVY_BYTES = 200_000
const LOUD = [
  {
    id: 'noise-harbour',
    name: { zh: '东港码头', en: 'East harbour pier' },
    district: '990106',
    lon: 123.06,
    lat: 30.95,
    LAmax: 124,
  },
  {
    id: 'noise-square',
    name: { zh: '中心广场', en: 'Central square' },
    district: '990101',
    lon: 122.985,
    lat: 31.012,
    LAmax: 119,
  },
  {
    id: 'noise-campus',
    name: { zh: '大学城南门', en: 'Campus south gate' },
    district: '990103',
    lon: 122.99,
    lat: 31.06,
    LAmax: 117,
  },
] as const

const COMPARED = '/compare?lines=air-001~pm25,air-002~pm25,air-003~pm25,air-001~temperature'

/** A screen as it is pictured. */
interface Shot {
  readonly name: string
  readonly path: string
  readonly language?: 'zh' | 'en'
  readonly theme?: 'light' | 'dark' | 'grey'
  readonly size?: { readonly width: number; readonly height: number }
  readonly before?: (page: Page) => Promise<void>
}

const only = process.argv.slice(2)
await mkdir(FOLDER, { recursive: true })
await using city = await startCity({ config: join(ROOT, 'config'), env: { SIMULATE: '1' } })
const browser = await openBrowser()
try {
  await new Promise((resolve) => setTimeout(resolve, EVENTS_MS))
  const incident = await makeEvents()
  if (isWanted('sign-in')) await shootDoor()
  for (const shot of shotsOf(incident)) if (isWanted(shot.name)) await shoot(browser, shot)
} finally {
  await browser.close()
}

/** Each screen of the menu in English by day and in Chinese by night; then what is worth a picture of its own. */
function shotsOf(incident: string): readonly Shot[] {
  const nameOf = (path: string) => (path === '/' ? 'overview' : path.slice(1))
  return [
    ...pagePaths().flatMap((path): Shot[] => [
      { name: `${nameOf(path)}-en`, path },
      { name: `${nameOf(path)}-zh-dark`, path, language: 'zh', theme: 'dark' },
    ]),
    { name: 'overview-en-grey', path: '/', theme: 'grey' },
    { name: 'alarms-zh-grey', path: '/alarms', language: 'zh', theme: 'grey', before: markSome },
    { name: 'station-zh', path: '/?station=air-001', language: 'zh' },
    { name: 'station-en-dark', path: '/?station=water-003', theme: 'dark' },
    { name: 'station-page-en', path: '/stations/air-001' },
    { name: 'station-page-zh-dark', path: '/stations/air-001', language: 'zh', theme: 'dark' },
    { name: 'compare-lines-en', path: COMPARED },
    { name: 'incident-en', path: `/incidents/${incident}` },
    { name: 'incident-zh-dark', path: `/incidents/${incident}`, language: 'zh', theme: 'dark' },
    { name: 'phone-zh', path: '/', language: 'zh', size: { width: 390, height: 844 } },
    { name: 'phone-alarms-en-dark', path: '/alarms', theme: 'dark', size: { width: 390, height: 844 } },
    { name: 'keys-en', path: '/', before: (page) => page.keyboard.press('?') },
    {
      name: 'wall-3840-zh-dark',
      path: '/wall/main',
      language: 'zh',
      theme: 'dark',
      size: { width: 3840, height: 2160 },
    },
    {
      name: 'disconnected-zh',
      path: '/',
      language: 'zh',
      before: async (page) => {
        await city.kill()
        await page.locator('connection-bar .lost').waitFor({ timeout: 30_000 })
      },
    },
  ]
}

function isWanted(name: string): boolean {
  return only.length === 0 || only.some((start) => name.startsWith(start))
}

async function markSome(page: Page): Promise<void> {
  for (const key of ['j', 'x', 'j', 'j', 'X']) await page.keyboard.press(key)
}

/** Bangs, a vendor whose device has gone wrong, an answer, a warning, an incident. Its id. */
async function makeEvents(): Promise<string> {
  for (const { LAmax, ...station } of LOUD) {
    const credentials = await city.register({ ...station, kind: 'noise', traits: { zone: '2' } })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.send({ values: { LAeq: 71.4, LAmax } })
  }
  const broken = await city.register({ id: 'noise-broken', kind: 'noise', vendor: 'Acme', traits: { zone: '2' } })
  await using device = await connectDevice(broken, { port: city.mqttPort, kind: 'noise' })
  for (let i = 0; i < 12; i++) await device.send({ values: { LAeq: '71,4' } })
  const { items } = await city.api<{ items: { id: string }[] }>('GET', '/alarms')
  const ids = items.map(({ id }) => id)
  if (ids[0]) {
    await city.api('POST', `/alarms/${ids[0]}/ack`, { comment: 'patrol 4 is on its way' })
    await city.api('POST', `/alarms/${ids[0]}/cap/issue`, { why: 'the harbour asks what it was' })
  }
  const incident = await city.api<{ id: string }>('POST', '/incidents', {
    label: '东港码头爆炸声 / Bangs at the harbour',
    severity: 'orange',
    alarms: ids.slice(0, 3),
    text: 'Callers report smoke at pier 3',
  })
  return incident.id
}

async function shootDoor(): Promise<void> {
  const { page } = await openPage(browser, { locale: 'zh-CN', viewport: DESK })
  await page.goto(city.url)
  await page.locator('sign-in-page form').waitFor()
  await keep(page, 'sign-in-zh')
  await page.context().close()
}

async function shoot(
  on: Browser,
  { name, path, language = 'en', theme = 'light', size = DESK, before }: Shot,
): Promise<void> {
  const { page } = await openPage(on, { viewport: size, locale: language === 'zh' ? 'zh-CN' : 'en-US' })
  await page.addInitScript((chosen) => {
    localStorage.setItem('tour', 'done')
    localStorage.setItem('theme', chosen)
  }, theme)
  await signIn(page, city.url, PASSWORD)
  await settled(page)
  if (path !== '/') {
    // Without a reload: a page that was loaded anew is silent until a click, and says so.
    await page.evaluate((to) => {
      history.pushState(null, '', to)
      dispatchEvent(new PopStateEvent('popstate'))
    }, path)
    await settled(page)
  }
  // Tiles, charts and fonts settle.
  await page.waitForTimeout(4_000)
  await before?.(page)
  await page.waitForTimeout(300)
  await keep(page, name)
  await page.context().close()
}

async function keep(page: Page, name: string): Promise<void> {
  const file = join(FOLDER, `${name}.png`)
  const png = smallPng(await page.screenshot(), MOST_BYTES)
  await writeFile(file, png)
  console.log(`${name}  ${Math.round(png.length / 1000)} kB${png.length > HEAVY_BYTES ? ', heavy' : ''}`)
}

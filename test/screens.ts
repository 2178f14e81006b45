// Writes the pictures of docs/screens: `npm run screens`. Takes about four minutes, most of it waiting for the city's events.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser, openPage, signIn } from './support/browser.ts'
import { PASSWORD, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { ROOT } from './support/sources.ts'

const FOLDER = join(ROOT, 'docs', 'screens')
const EVENTS_MS = 130_000
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

await mkdir(FOLDER, { recursive: true })
await using city = await startCity({ config: join(ROOT, 'config'), env: { SIMULATE: '1' } })
const browser = await openBrowser()
try {
  await new Promise((resolve) => setTimeout(resolve, EVENTS_MS))
  for (const { LAmax, ...station } of LOUD) {
    const credentials = await city.register({ ...station, kind: 'noise', traits: { zone: '2' } })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.send({ values: { LAeq: 71.4, LAmax } })
  }
  // Of a vendor whose device has gone wrong: dead letters to look at.
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

  await shoot('sign-in-zh', { locale: 'zh-CN' }, null)
  await shoot('overview-zh', { locale: 'zh-CN' }, '/')
  await shoot('overview-en', {}, '/')
  await shoot('overview-en-dark', { colorScheme: 'dark' }, '/')
  await shoot('station-zh', { locale: 'zh-CN' }, '/?station=air-001')
  await shoot('station-en-dark', { colorScheme: 'dark' }, '/?station=water-003')
  await shoot('alarms-en', {}, '/alarms')
  await shoot('alarms-zh', { locale: 'zh-CN' }, '/alarms')
  await shoot('incident-en', {}, `/incidents/${incident.id}`)
  await shoot('incident-zh-dark', { locale: 'zh-CN', colorScheme: 'dark' }, `/incidents/${incident.id}`)
  await shoot('station-page-en', {}, '/stations/air-001')
  await shoot('station-page-zh-dark', { locale: 'zh-CN', colorScheme: 'dark' }, '/stations/air-001')
  const compared = '/compare?lines=air-001~pm25,air-002~pm25,air-003~pm25,air-001~temperature'
  await shoot('compare-en', {}, compared)
  await shoot('compare-zh-dark', { locale: 'zh-CN', colorScheme: 'dark' }, compared)
  const names = [
    'stations',
    'channels',
    'duty',
    'incidents',
    'missing',
    'operations',
    'performance',
    'rules',
    'dead-letters',
    'warnings',
  ]
  for (const name of names) {
    await shoot(`${name}-en`, {}, `/${name}`)
    await shoot(`${name}-zh-dark`, { locale: 'zh-CN', colorScheme: 'dark' }, `/${name}`)
  }
  await shoot('phone-zh', { locale: 'zh-CN', viewport: { width: 390, height: 844 } }, '/')
  await shoot(
    'wall-3840-zh-dark',
    { locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 3840, height: 2160 } },
    '/',
  )
  await shoot('disconnected-zh', { locale: 'zh-CN' }, '/', async (page) => {
    await city.kill()
    await page.locator('connection-bar .lost').waitFor({ timeout: 30_000 })
  })
} finally {
  await browser.close()
}

async function shoot(
  name: string,
  options: Parameters<typeof openPage>[1],
  path: string | null,
  then?: (page: Page) => Promise<void>,
): Promise<void> {
  const { page } = await openPage(browser, options)
  if (path === null) await page.goto(city.url)
  else {
    await signIn(page, city.url, PASSWORD)
    await page.locator('alarm-list').waitFor()
    await page.goto(city.url + path)
  }
  // Tiles, charts and fonts settle.
  await page.waitForTimeout(4_000)
  await then?.(page)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  await page.context().close()
  console.log(name)
}

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CityConfig } from './config/schema.ts'
import { readSettings } from './config/settings.ts'
import { isLoopback, isWeakPassword, UNSAFE } from './domain/unsafe.ts'
import { temporaryFolder } from './test/support/temporary.ts'
import { unsafeSettings } from './unsafe-settings.ts'

const CITY = { city: { audit: { anchors: ['/mnt/heads'] }, plain: 'allowed' } } as unknown as CityConfig

async function ids(env: Record<string, string>, of: Partial<Parameters<typeof unsafeSettings>[2] & object> = {}) {
  const folder = await temporaryFolder()
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  const key = join(folder, 'city.key')
  await writeFile(key, 'x', { mode: 0o600 })
  const settings = readSettings({ CITY_DATA: data, CITY_KEY_FILE: key, SIMULATE: '0', ...env })
  const told = unsafeSettings(settings, CITY, { isFirstStart: false, uid: 1000, ...of })
  return { data, key, ids: told.map(({ id }) => id), told, settings }
}

describe('unsafe settings', () => {
  it('are none in a city that listens to its own machine, with its key elsewhere and its audit anchored', async () => {
    expect((await ids({})).ids).toEqual([])
  })

  it('are told for each way in which a city is open', async () => {
    expect((await ids({ HOST: '0.0.0.0', SIMULATE: '1' })).ids).toEqual([
      'http-plain',
      'mqtt-plain',
      'simulated-in-the-open',
    ])
    expect((await ids({ HOST: '::', ROLES: 'ingest,broker' })).ids).toEqual(['mqtt-plain'])
    expect((await ids({ ADMIN_PASSWORD: 'admin123' }, { isFirstStart: true })).ids).toEqual(['admin-password-weak'])
    expect((await ids({ ADMIN_PASSWORD: 'seven lively otters sing' })).ids).toEqual(['admin-password-in-environment'])
    expect((await ids({ INFLUX_URL: 'http://db.example:8086' })).ids).toEqual(['influx-plain'])
    expect((await ids({ INFLUX_URL: 'http://127.0.0.1:8086' })).ids).toEqual([])
    expect((await ids({ TRUSTED_PROXIES: '10.1.0.4,10.1.1.0/24,::1' })).ids).toEqual([])
    expect((await ids({ TRUSTED_PROXIES: '10.1.0.4,10.0.0.0/8' })).told).toEqual([
      { id: 'proxies-wide', detail: '10.0.0.0/8' },
    ])
    expect((await ids({ TRUSTED_PROXIES: '::/0' })).ids).toEqual(['proxies-wide'])
    expect((await ids({}, { uid: 0 })).ids).toEqual(['runs-as-root'])
  })

  it('are no plain ports where those stay on this machine', async () => {
    const { settings } = await ids({ HOST: '0.0.0.0' })
    const closed = { city: { ...CITY.city, plain: 'loopback' } } as CityConfig
    expect(unsafeSettings(settings, closed, { isFirstStart: false, uid: 1000 })).toEqual([])
  })

  it('are told for folders and keys that others can read, as they are now', async () => {
    const { data, key, settings } = await ids({})
    await chmod(data, 0o755)
    await chmod(key, 0o640)
    expect(unsafeSettings(settings, CITY, { isFirstStart: false, uid: 1000 })).toEqual([
      { id: 'key-readable', detail: key },
      { id: 'data-readable', detail: data },
    ])
  })

  it('are told for a key in the data folder and an audit that is nowhere else', async () => {
    const { data } = await ids({})
    const told = unsafeSettings(readSettings({ CITY_DATA: data, SIMULATE: '0' }), { city: {} } as CityConfig)
    expect(told.map(({ id }) => id)).toEqual(['audit-alone', 'key-beside-data'])
  })

  it('never show a password', async () => {
    const { told } = await ids({ ADMIN_PASSWORD: 'admin123', INFLUX_URL: 'http://user:pass@db.example:8086' })
    expect(JSON.stringify(told)).not.toMatch(/admin123|user:pass/)
  })

  it('stand in docs/security.md, each of them', async () => {
    const text = await readFile('docs/security.md', 'utf8')
    const rows = Array.from(text.matchAll(/^\| `([a-z-]+)` \|/gm), ([, id]) => id)
    expect(rows.filter((id = '') => Object.hasOwn(UNSAFE, id))).toEqual(Object.keys(UNSAFE))
  })
})

it('knows addresses of this machine, and no others', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]'])
    expect([host, isLoopback(host)]).toEqual([host, true])
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'localhost.evil.example', '127.0.0.1.evil.example', '1127.0.0.1'])
    expect([host, isLoopback(host)]).toEqual([host, false])
})

it('knows passwords that people try first', () => {
  for (const weak of ['short', 'Password1234!', 'citypulse2026!!', 'aaaaaaaaaaaaaaa', 'Admin-of-City-1'])
    expect([weak, isWeakPassword(weak)]).toEqual([weak, true])
  expect(isWeakPassword('seven lively otters')).toBe(false)
})

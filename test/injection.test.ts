import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DeadLetter, StationEntry } from '../domain/wire.ts'
import { HAS_INFLUXD, startInfluxd } from '../store/series/influxd.ts'
import { pointsOf, settledLedger } from './support/books.ts'
import { startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'

/** Payloads that would be more than a reading to a parser, a line protocol, or an object that is merged. */
const HOSTILE = [
  '{"__proto__":{"polluted":1},"values":{"LAeq":50}}',
  '{"values":{"__proto__":{"LAeq":50}}}',
  '{"constructor":{"prototype":{"polluted":1}},"values":{"LAeq":50}}',
  '{"values":{"LAeq\\nnoise,station=x LAeq=1 1":50}}',
  '{"values":{"LAeq=1i,x":50}}',
  '{"values":{"LAeq":"50\\nnoise,station=x LAeq=666 1764000000000000000"}}',
  '{"values":{"LAeq, ":50}}',
  `{"values":{"LAeq":"1; DROP MEASUREMENT noise"}}`,
  `{"values":{"LAeq":"' OR 1=1 --"}}`,
  '{"ts":"2026-01-01T00:00:00Z\\n","values":{"LAeq":50}}',
  '{"ts":"\'; drop table audit; --","values":{"LAeq":50}}',
  '{"values":{"toString":50,"hasOwnProperty":1}}',
]

describe.skipIf(!HAS_INFLUXD)('what a device sends to a city with a real InfluxDB', () => {
  it('is a reading or a dead letter, never a line, a query, or a property of everything', async () => {
    await using influxd = await startInfluxd()
    await using city = await startCity({ env: { INFLUX_URL: influxd.url } })
    const name = `x' OR '1'='1"; DROP MEASUREMENT noise --\\`
    const credentials = await city.register({ id: 'noise-1', kind: 'noise', name, vendor: `a,b=c d\\` })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    const at = Date.now() - 60_000
    for (const payload of HOSTILE) await device.send(payload)
    await device.send({ ts: at, values: { LAeq: 50 } })
    await settledLedger(city, 'noise-1', HOSTILE.length + 1)

    const { points } = await pointsOf(city, { station: 'noise-1', value: 'LAeq', from: at - 1, to: at + 1 })
    expect(points.map(([ts, value]) => [ts, value])).toEqual([[at, 50]])
    const query = async (q: string) => {
      const response = await fetch(`${influxd.url}/query?db=citypulse`, {
        method: 'POST',
        body: new URLSearchParams({ q }),
      })
      return JSON.stringify(await response.json())
    }
    expect(await query('SHOW TAG VALUES WITH KEY = station')).not.toMatch(/"x"/)
    expect(await query('SHOW FIELD KEYS FROM noise')).not.toMatch(/=|polluted|toString|__proto__/)
    expect(await query('SELECT * FROM noise WHERE LAeq = 666')).not.toContain('series')
    const { items } = await city.api<{ items: DeadLetter[] }>('GET', '/dead-letters?limit=200')
    expect(items.length).toBeGreaterThanOrEqual(HOSTILE.length - 2)

    for (const value of [`' OR '1'='1`, `LAeq"; DROP MEASUREMENT noise --`, `LAeq' FROM noise; --`, '/.*/', '*']) {
      const asked = new URLSearchParams({ station: 'noise-1', value, from: String(at - 1), to: String(at + 1) })
      expect((await city.call('GET', `/series?${asked}`)).status).toBe(400)
    }
    const station = await city.api<StationEntry>('GET', '/stations/noise-1')
    expect(station.name).toBe(name)
    expect((await city.stop()).code).toBe(0)
    using records = new DatabaseSync(join(city.data, 'records.db'), { readOnly: true })
    expect(records.prepare('select count(*) as count from audit').get()).toMatchObject({
      count: expect.any(Number) as number,
    })
  })
})

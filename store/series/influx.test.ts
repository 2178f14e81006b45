import { afterAll, beforeAll, describe } from 'vitest'
import { seriesContract } from './contract.ts'
import { openInfluxSeries } from './influx.ts'
import { HAS_INFLUXD, startInfluxd, type Influxd } from './influxd.ts'

describe.skipIf(!HAS_INFLUXD)('against influxd', () => {
  let influxd: Influxd
  beforeAll(async () => {
    influxd = await startInfluxd()
  }, 30_000)
  afterAll(() => influxd[Symbol.asyncDispose]())

  seriesContract('InfluxDB', ({ place, ...options }) =>
    openInfluxSeries({ url: influxd.url, bucket: place, ...options }),
  )
})

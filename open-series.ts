import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Settings } from './config/settings.ts'
import type { CityError } from './domain/errors.ts'
import type { Kinds } from './domain/kind.ts'
import type { Registry } from './store/records/registry.ts'
import { openDuckSeries } from './store/series/duck.ts'
import { openInfluxSeries } from './store/series/influx.ts'
import type { Series, StoreLoss } from './store/series/series.ts'

/** The store that the settings name: InfluxDB, or the embedded one in the data folder. */
export function openSeries(
  { influx, dataFolder }: Settings,
  of: {
    readonly kinds: Kinds
    readonly registry: Registry
    readonly log: Logger
    readonly onDamage: (detail: string, loss?: StoreLoss) => void
  },
): Promise<Series> {
  const { kinds, registry, log, onDamage } = of
  const stationOf = (number: number) => registry.byNumber(number)
  if (influx) {
    const numberOf = (id: string) => registry.byId(id)?.number
    const onFlagRefused = (line: string, message: string) =>
      log.error({ line, message }, 'InfluxDB refused a later verdict on a stored value')
    const onRemade = () =>
      log.error({ bucket: influx.bucket }, 'the database in InfluxDB was dropped, and has been made again, empty')
    return openInfluxSeries({ ...influx, numberOf, kinds, stationOf, onFlagRefused, onRemade })
  }
  const onSealFailed = (error: CityError) =>
    log.warn({ error: error.message }, 'a day could not be sealed; it is tried again')
  return openDuckSeries({ folder: join(dataFolder, 'series'), kinds, stationOf, onDamage, onSealFailed })
}

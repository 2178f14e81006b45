import { type BandLimits, DEFAULT_BANDS } from '../domain/bands.ts'
import type { CityFile } from './schema.ts'

/** The bands of a city, with the bounds that they stand on. */
export interface CityBands extends BandLimits {
  /** Bound of the journal. */
  readonly journalBytes: number
  readonly lineLagSeconds: number
}

const JOURNAL_BYTES = 8 * 1024 ** 3
const LINE_LAG_SECONDS = 30

/** The bands as `city.yaml` says, the default ones where it says nothing. */
export function bandsOf({ bands = {} }: Pick<CityFile, 'bands'>): CityBands {
  const share = (percent: number | undefined, otherwise: number) => (percent === undefined ? otherwise : percent / 100)
  return {
    journalBytes: bands.journalBytes ?? JOURNAL_BYTES,
    shed: share(bands.shedPercent, DEFAULT_BANDS.shed),
    slow: share(bands.slowPercent, DEFAULT_BANDS.slow),
    reserve: share(bands.reservePercent, DEFAULT_BANDS.reserve),
    margin: share(bands.marginPercent, DEFAULT_BANDS.margin),
    lineLagSeconds: bands.lineLagSeconds ?? LINE_LAG_SECONDS,
  }
}

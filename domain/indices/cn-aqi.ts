import { aqiVersionAt, BREAKPOINTS, IAQI, type AqiColumn, type AqiVersion } from './cn-aqi-tables.ts'
import { aqiLevel } from './cn-aqi-words.ts'
import { scaledHalfEven } from './rounding.ts'

export const POLLUTANTS = ['so2', 'no2', 'co', 'o3', 'pm10', 'pm25'] as const
export type Pollutant = (typeof POLLUTANTS)[number]

/** ug/m3, CO in mg/m3; NaN or absent where there is no valid mean. */
export type Concentrations = Readonly<Partial<Record<Pollutant, number>>>

/** Daily: day means, and for O3 the highest 8-hour mean. Hourly: 1-hour means. */
export type AqiReport = 'daily' | 'hourly'

/** An AQI report; `aqi` and `level` are null where the standard publishes `NA`. */
export interface CnAqi {
  readonly aqi: number | null
  /** 1 to 6. */
  readonly level: number | null
  /** All that share the largest index, when the AQI is above 50. */
  readonly primary: readonly Pollutant[]
  readonly iaqi: Readonly<Partial<Record<Pollutant, number>>>
}

export interface CnAqiOptions {
  /** Pollutants that the station leaves out by design; they do not make the set incomplete (5.3.2). */
  readonly notMonitored?: readonly Pollutant[]
}

/** AQI by HJ 633 in the edition that was in force at `at`, UTC ms. */
export function cnAqi(
  report: AqiReport,
  means: Concentrations,
  at: number,
  { notMonitored = [] }: CnAqiOptions = {},
): CnAqi {
  const version = aqiVersionAt(at)
  const iaqi: Partial<Record<Pollutant, number>> = {}
  let top = -1
  let isComplete = true
  for (const pollutant of POLLUTANTS) {
    const mean = means[pollutant] ?? NaN
    if (Number.isNaN(mean)) {
      isComplete &&= notMonitored.includes(pollutant)
      continue
    }
    const index = cnIaqi(COLUMNS[report][pollutant], mean, version)
    iaqi[pollutant] = index
    if (index > top) top = index
  }
  // HJ 633-2026, 5.3.1: an incomplete set is published only when it shows pollution.
  if (top < 0 || (!isComplete && top <= 100)) return { aqi: null, level: null, primary: [], iaqi }
  const primary = top > 50 ? POLLUTANTS.filter((pollutant) => iaqi[pollutant] === top) : []
  return { aqi: top, level: aqiLevel(top), primary, iaqi }
}

/** Index of one pollutant; 0 for the small negatives that analysers give around zero. */
export function cnIaqi(column: AqiColumn, concentration: number, version: AqiVersion): number {
  const decimals = column.startsWith('CO_') ? 1 : 0
  // In integer tenths: doubles would lift 2.2 mg/m3 of CO from 55 to 56.
  const c = scaledHalfEven(concentration, decimals) * 10 ** (1 - decimals)
  if (c <= 0) return 0
  const points = BREAKPOINTS[version][column]
  for (let k = 1; k < points.length; k++) {
    const high = points[k]! * 10
    if (c > high) continue
    const low = points[k - 1]! * 10
    const from = IAQI[k - 1]!
    return from + ceilOfRatio((IAQI[k]! - from) * (c - low), high - low)
  }
  return IAQI[points.length - 1]!
}

/** The air standard has 1-hour breakpoints for gases only; dust takes those of the day (HJ 633-2026, table 3). */
const COLUMNS: Readonly<Record<AqiReport, Readonly<Record<Pollutant, AqiColumn>>>> = {
  daily: { so2: 'SO2_24h', no2: 'NO2_24h', co: 'CO_24h', o3: 'O3_8h', pm10: 'PM10', pm25: 'PM2_5' },
  hourly: { so2: 'SO2_1h', no2: 'NO2_1h', co: 'CO_1h', o3: 'O3_1h', pm10: 'PM10', pm25: 'PM2_5' },
}

/** Both whole numbers, not negative; rounded up (HJ 633-2026, 4.2.6). */
function ceilOfRatio(numerator: number, denominator: number): number {
  const rest = numerator % denominator
  return (numerator - rest) / denominator + (rest > 0 ? 1 : 0)
}

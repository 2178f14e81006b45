import type { Label } from '../label.ts'
import { scaledTruncated } from './rounding.ts'

/** PM ug/m3; O3 and CO ppm; SO2 and NO2 ppb. */
export type EpaColumn = 'O3_8h' | 'O3_1h' | 'PM2_5' | 'PM10' | 'CO' | 'SO2_1h' | 'SO2_24h' | 'NO2_1h'

/**
 * US AQI of one pollutant (EPA, May 2024); null where the table is blank: 1-hour O3 below 0.125 ppm, 8-hour O3 above
 * 0.200 ppm, 24-hour SO2 below 305 ppb. 1-hour SO2 from 305 ppb on is 200, its 24-hour mean says more. The AQI of a
 * site is the highest of its pollutants'.
 */
export function epaAqi(column: EpaColumn, concentration: number): number | null {
  const { decimals, rows, above } = TABLE[column]
  const c = Math.max(0, scaledTruncated(concentration, decimals))
  const last = rows.at(-1)!
  if (c > last[1] && above !== 'extrapolate') return above
  const row = rows.find(([, high]) => c <= high) ?? last
  const [low, high, from, to] = row
  if (c < low) return null
  // Half up, in integers.
  return from + Math.floor((2 * (to - from) * (c - low) + (high - low)) / (2 * (high - low)))
}

export interface EpaCategory {
  readonly upTo: number
  readonly label: Label
  readonly colour: string
}

/** Index 0 is level 1. */
export const EPA_CATEGORIES: readonly EpaCategory[] = [
  { upTo: 50, label: { zh: '良好', en: 'Good' }, colour: '#00E400' },
  { upTo: 100, label: { zh: '中等', en: 'Moderate' }, colour: '#FFFF00' },
  { upTo: 150, label: { zh: '对敏感人群不健康', en: 'Unhealthy for Sensitive Groups' }, colour: '#FF7E00' },
  { upTo: 200, label: { zh: '不健康', en: 'Unhealthy' }, colour: '#FF0000' },
  { upTo: 300, label: { zh: '非常不健康', en: 'Very Unhealthy' }, colour: '#8F3F97' },
  { upTo: Infinity, label: { zh: '危险', en: 'Hazardous' }, colour: '#7E0023' },
]

interface Column {
  /** Decimals that the concentration is cut to. */
  readonly decimals: number
  /** [low, high] in units of the last decimal, [from, to] of the index. */
  readonly rows: readonly (readonly [low: number, high: number, from: number, to: number])[]
  /** What holds above the last row. */
  readonly above: number | null | 'extrapolate'
}

const TABLE: Readonly<Record<EpaColumn, Column>> = {
  O3_8h: column(3, null, [0, 54], [55, 70], [71, 85], [86, 105], [106, 200]),
  O3_1h: {
    decimals: 3,
    above: 'extrapolate',
    rows: [
      [125, 164, 101, 150],
      [165, 204, 151, 200],
      [205, 404, 201, 300],
      [405, 604, 301, 500],
    ],
  },
  PM2_5: column(1, 'extrapolate', [0, 90], [91, 354], [355, 554], [555, 1254], [1255, 2254], [2255, 3254]),
  PM10: column(0, 'extrapolate', [0, 54], [55, 154], [155, 254], [255, 354], [355, 424], [425, 604]),
  CO: column(1, 'extrapolate', [0, 44], [45, 94], [95, 124], [125, 154], [155, 304], [305, 504]),
  SO2_1h: column(0, 200, [0, 35], [36, 75], [76, 185], [186, 304]),
  SO2_24h: {
    decimals: 0,
    above: 'extrapolate',
    rows: [
      [305, 604, 201, 300],
      [605, 1004, 301, 500],
    ],
  },
  NO2_1h: column(0, 'extrapolate', [0, 53], [54, 100], [101, 360], [361, 649], [650, 1249], [1250, 2049]),
}

function column(decimals: number, above: Column['above'], ...spans: (readonly [number, number])[]): Column {
  const index = [
    [0, 50],
    [51, 100],
    [101, 150],
    [151, 200],
    [201, 300],
    [301, 500],
  ] as const
  return { decimals, above, rows: spans.map(([low, high], k) => [low, high, ...index[k]!] as const) }
}

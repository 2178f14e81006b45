/** Limits of GB 3095-2026 for one averaging time; ug/m3, CO mg/m3. Grade 2 is for where people live and work. */
export interface AirLimit {
  readonly pollutant: 'so2' | 'no2' | 'co' | 'o3' | 'pm10' | 'pm25'
  readonly over: 'year' | 'day' | '8h' | '1h'
  readonly grade1: number
  readonly grade2: number
}

/** Limits in force at an instant, UTC ms: transitional ones until the end of 2030, then the final ones. */
export function airLimitsAt(at: number): readonly AirLimit[] {
  return at < FINAL_FROM ? TRANSITIONAL : FINAL
}

const FINAL_FROM = Date.parse('2031-01-01T00:00:00+08:00')

const TRANSITIONAL: readonly AirLimit[] = [
  ...averages('so2', { year: [20, 60], day: [50, 150], '1h': [150, 500] }),
  ...averages('no2', { year: [40, 40], day: [80, 80], '1h': [200, 200] }),
  ...averages('co', { day: [4, 4], '1h': [10, 10] }),
  ...averages('o3', { '8h': [100, 160], '1h': [160, 200] }),
  ...averages('pm10', { year: [40, 60], day: [50, 120] }),
  ...averages('pm25', { year: [15, 30], day: [35, 60] }),
]

const FINAL: readonly AirLimit[] = [
  ...averages('so2', { year: [20, 20], day: [50, 50], '1h': [150, 150] }),
  ...averages('no2', { year: [30, 30], day: [50, 50], '1h': [200, 200] }),
  ...averages('co', { day: [4, 4], '1h': [10, 10] }),
  ...averages('o3', { '8h': [100, 160], '1h': [160, 200] }),
  ...averages('pm10', { year: [20, 50], day: [50, 100] }),
  ...averages('pm25', { year: [10, 25], day: [25, 50] }),
]

type Grades = readonly [grade1: number, grade2: number]

function averages(
  pollutant: AirLimit['pollutant'],
  limits: Partial<Record<AirLimit['over'], Grades>>,
): readonly AirLimit[] {
  return Object.entries(limits).map(([over, [grade1, grade2]]) => ({
    pollutant,
    over: over as AirLimit['over'],
    grade1,
    grade2,
  }))
}

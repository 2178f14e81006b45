/** Breakpoint columns of HJ 633: averaging times have their own. */
export type AqiColumn =
  | 'SO2_24h'
  | 'SO2_1h'
  | 'NO2_24h'
  | 'NO2_1h'
  | 'CO_24h'
  | 'CO_1h'
  | 'O3_8h'
  | 'O3_1h'
  | 'PM10'
  | 'PM2_5'

export type AqiVersion = '2012' | '2026'

/** Index at each breakpoint. */
export const IAQI = [0, 50, 100, 150, 200, 300, 400, 500] as const

const SINCE_2012: Readonly<Record<AqiColumn, readonly number[]>> = {
  SO2_24h: [0, 50, 150, 475, 800, 1600, 2100, 2620],
  // Above 800 the index counts as 200; 2012 sent to the day mean, which an hourly report does not have.
  SO2_1h: [0, 150, 500, 650, 800],
  NO2_24h: [0, 40, 80, 180, 280, 565, 750, 940],
  NO2_1h: [0, 100, 200, 700, 1200, 2340, 3090, 3840],
  CO_24h: [0, 2, 4, 14, 24, 36, 48, 60],
  CO_1h: [0, 5, 10, 35, 60, 90, 120, 150],
  // Above 800 the index counts as 300.
  O3_8h: [0, 100, 160, 215, 265, 800],
  O3_1h: [0, 160, 200, 300, 400, 800, 1000, 1200],
  PM10: [0, 50, 150, 250, 350, 420, 500, 600],
  PM2_5: [0, 35, 75, 115, 150, 250, 350, 500],
}

/** Upper ends of the index classes, ug/m3 and for CO mg/m3 (HJ 633-2026, table 3). */
export const BREAKPOINTS: Readonly<Record<AqiVersion, Readonly<Record<AqiColumn, readonly number[]>>>> = {
  2012: SINCE_2012,
  2026: {
    ...SINCE_2012,
    PM10: [0, 50, 120, 250, 350, 420, 500, 600],
    PM2_5: [0, 35, 60, 115, 150, 250, 350, 500],
  },
}

// HJ 633-2026 came into force with this day in China.
const IN_FORCE_2026 = Date.parse('2026-03-01T00:00:00+08:00')

/** Edition of HJ 633 that was in force at an instant, UTC ms. */
export function aqiVersionAt(at: number): AqiVersion {
  return at >= IN_FORCE_2026 ? '2026' : '2012'
}

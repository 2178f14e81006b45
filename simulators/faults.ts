import { mix, uniform } from './chance.ts'

const MINUTE = 60_000
const SLOT = 30 * MINUTE

/** What is wrong with a device for a while: `outage` it has no connection, `stuck` it repeats itself, `spike` one value. */
export interface DeviceFault {
  readonly type: 'outage' | 'stuck' | 'spike'
  readonly from: number
  readonly until: number
}

/** Share of half hours in which a device has each fault: about one outage in two days, one stuck value in four. */
const ODDS = [
  { type: 'outage', odds: 0.01, minutes: [4, 9] },
  { type: 'stuck', odds: 0.005, minutes: [12, 25] },
  { type: 'spike', odds: 0.01, minutes: [1, 1] },
] as const

/** The faults of one device as a function of time; at most one at a time, each within its half hour. */
export function faultsOf(seed: number): (at: number) => DeviceFault | null {
  let slot = -1
  let found: DeviceFault | null = null
  return (at) => {
    const now = Math.floor(at / SLOT)
    if (now !== slot) {
      slot = now
      found = faultOfSlot(seed, now)
    }
    return found && at >= found.from && at < found.until ? found : null
  }
}

function faultOfSlot(seed: number, slot: number): DeviceFault | null {
  let draw = uniform(seed, slot)
  for (const { type, odds, minutes } of ODDS) {
    if (draw < odds) {
      const own = mix(seed, slot)
      const length = (minutes[0] + (minutes[1] - minutes[0]) * uniform(own, 1)) * MINUTE
      const from = Math.floor(slot * SLOT + uniform(own, 2) * (SLOT - length))
      return { type, from, until: Math.floor(from + length) }
    }
    draw -= odds
  }
  return null
}

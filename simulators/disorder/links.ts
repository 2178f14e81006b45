import { mix, seedOf, uniform } from '../chance.ts'
import type { Device } from '../device.ts'
import { LINK_FAULTS, type LinkFault } from './fault-types.ts'
import { openHalf, type HalfOpen } from './half-open.ts'
import type { FaultWish } from './parse-faults.ts'

/** What befell connections, by the simulator's own account. */
export interface LinkCounts {
  /** Connections that a flapping device dropped. */
  flapping: number
  /** Half-open connections that were signed in, and those of them that the city has given up. */
  'half-open': number
  givenUp: number
  /** Connections that storms cut, all at once. */
  storm: number
  /** Devices on a slow link. */
  slow: number
}

export interface LinkOptions {
  readonly wishes: readonly FaultWish<LinkFault>[]
  readonly seed: number
  readonly mqtt: { readonly host: string; readonly port: number }
  readonly passwordOf: (id: string) => string
  readonly keepaliveSeconds?: number
  /** How often a storm comes, and how often a flapping device goes; ms. */
  readonly stormEveryMs?: number
  readonly flapEveryMs?: number
}

/** Who a wish is about: a device is meant when it, or any station behind it, is. */
export interface LinkedDevice {
  readonly device: Device
  isMeant(wish: FaultWish): boolean
}

const FLAP_MS = 8_000
const STORM_MS = 30_000
const AWAY_MS = 1_500

/** Which of its link's faults a device has; each wish takes its own share of the devices. */
export function linkFaultOf(
  id: string,
  wishes: readonly FaultWish<LinkFault>[],
  of: { readonly seed: number; readonly isMeant: (wish: FaultWish) => boolean },
): LinkFault | null {
  const own = seedOf(mix(of.seed, 83), id)
  for (const wish of wishes)
    if (of.isMeant(wish) && uniform(own, LINK_FAULTS.indexOf(wish.type)) < wish.rate) return wish.type
  return null
}

/** Lets connections flap, vanish and storm until disposed of. */
export function troubleLinks(
  devices: readonly LinkedDevice[],
  options: LinkOptions,
): Disposable & { readonly counts: LinkCounts } {
  const { wishes, seed, stormEveryMs = STORM_MS, flapEveryMs = FLAP_MS, keepaliveSeconds = 20 } = options
  const counts: LinkCounts = { flapping: 0, 'half-open': 0, givenUp: 0, storm: 0, slow: 0 }
  const timers = new Set<NodeJS.Timeout>()
  const halves = new Set<HalfOpen>()
  let isOver = false
  const later = (ms: number, then: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!isOver) then()
    }, ms)
    timers.add(timer)
  }

  const flap = (device: Device, n: number): void =>
    later(flapEveryMs * (0.5 + uniform(seedOf(seed, device.id), n)), () => {
      if (device.isConnected()) {
        counts.flapping += 1
        device.cut()
        later(AWAY_MS * uniform(seedOf(seed, device.id), n + 0.5), () => device.connect())
      }
      flap(device, n + 1)
    })

  const vanish = (device: Device): void =>
    later(500, () => {
      if (!device.isConnected()) return vanish(device)
      // The device itself is gone, and its connection is not.
      device.cut()
      const { id } = device
      const half = openHalf({ ...options.mqtt, id, password: options.passwordOf(id), keepaliveSeconds })
      halves.add(half)
      half.open.then(
        () => (counts['half-open'] += 1),
        () => {},
      )
      void half.givenUp.then(() => {
        halves.delete(half)
        if (isOver) return
        counts.givenUp += 1
        device.connect()
        vanish(device)
      })
    })

  const stormy: Device[] = []
  const storm = (): void =>
    later(stormEveryMs, () => {
      for (const device of stormy) {
        if (!device.isConnected()) continue
        counts.storm += 1
        device.cut()
        device.connect()
      }
      storm()
    })

  for (const { device, isMeant } of devices) {
    const fault = linkFaultOf(device.id, wishes, { seed, isMeant })
    if (fault === 'flapping') flap(device, 0)
    if (fault === 'half-open') vanish(device)
    if (fault === 'storm') stormy.push(device)
    if (fault === 'slow') counts.slow += 1
  }
  if (stormy.length > 0) storm()

  return {
    counts,
    [Symbol.dispose]() {
      isOver = true
      for (const timer of timers) clearTimeout(timer)
      for (const half of halves) half[Symbol.dispose]()
    },
  }
}

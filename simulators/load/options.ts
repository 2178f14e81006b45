import type { LoadedCity } from './fleet.ts'
import type { Door } from './link.ts'
import type { Difference } from './reconcile.ts'
import type { LoadStory } from './report/story.ts'
import type { Screen } from './screen.ts'
import type { Shape } from './shape.ts'
import type { Step } from './steps.ts'

/** A load: whom, how much, how long. */
export interface LoadOptions {
  readonly city: LoadedCity
  /** The city's HTTP interface, and a token that may register stations. */
  readonly url: string
  readonly token: string
  readonly mqtt: { readonly host: string; readonly port: number }
  /** Any other broker instead of the city; a subscriber counts what it delivers. */
  readonly broker?: {
    readonly host: string
    readonly port: number
    readonly user?: string
    readonly password?: string
    readonly topic: string
  }
  readonly tls?: Door['tls']
  /** Number of the city's process, when it runs on this machine: its bounds are looked at, too. */
  readonly cityPid?: number
  readonly stations: number
  /** Messages a second, over all stations. */
  readonly rate: number
  readonly seconds: number
  readonly shape?: Shape
  readonly burst?: number
  readonly burstSeconds?: number
  readonly burstEvery?: number
  readonly stepFactor?: number
  readonly stepSeconds?: number
  /** Above it a step is not held. */
  readonly p99LimitMs?: number
  readonly qos: 0 | 1 | 2
  /** Readings a message. */
  readonly batch: number
  readonly mqtt5: boolean
  /** Kinds to simulate; all when empty. */
  readonly kinds: readonly string[]
  /** Connections in all: those beyond the stations' only stay open. */
  readonly connections: number
  /** Processes that send; 1: this one. */
  readonly processes?: number
  /** Addresses of this machine to connect from; on the loopback they are found by themselves. */
  readonly sources?: readonly string[]
  /** Stations beside the others that measure the time to the store and to a browser. */
  readonly probes?: number
  /** Leaves the stations registered. */
  readonly keep: boolean
  /** Tells this run's stations from those of others. */
  readonly run: string
  readonly screen: Screen
  /** How long acknowledgements and ledger may stand still before what is not there counts as missing. */
  readonly patienceMs?: number
  /** Ends the sending early; what was sent is reconciled all the same. */
  readonly stopped?: AbortSignal
  /** Told everything at the end. */
  readonly report?: (story: LoadStory) => Promise<void>
}

export interface LoadResult {
  readonly ok: boolean
  /** Readings. */
  readonly sent: number
  readonly acknowledged: number
  /** By the city; or delivered by the broker. */
  readonly stored: number
  readonly duplicate: number
  readonly refused: number
  readonly differences: readonly Difference[]
  /** ms from due to acknowledged. */
  readonly p50: number
  readonly p99: number
  /** Of a load that rises until it breaks. */
  readonly steps: readonly Step[]
  readonly verdict: string
}

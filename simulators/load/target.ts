import type { LoadStation } from './fleet.ts'
import type { Guest } from './link.ts'
import type { Account, Difference } from './reconcile.ts'
import type { Measured } from './measured.ts'

/** A station that may publish, or a connection that may stay open. */
export interface Enrolled extends Guest {
  readonly id: string
  readonly topic: string
  readonly values: readonly string[]
}

/** What the other side says of what was sent; readings. */
export interface Findings {
  readonly ok: boolean
  /** Stored by the city, or delivered by the broker. */
  readonly arrived: number
  readonly duplicate: number
  readonly refused: number
  readonly differences: readonly Difference[]
  /** `3 readings missing at …`; empty when all is well. */
  readonly fault: string
  /** Lines to be said before the verdict. */
  readonly notes: readonly string[]
}

/** Whom a load is aimed at, and how it is asked afterwards whether everything arrived. */
export interface Target extends AsyncDisposable {
  readonly name: string
  /** What became of what arrived: the word of the verdict. */
  readonly arrivedWord: 'stored' | 'delivered'
  enrol(fleet: readonly LoadStation[]): Promise<readonly Enrolled[]>
  /** Everything is connected; the load starts at this time, UTC ms. */
  begin(startAt: number): Promise<void>
  /** The last message of the load is acknowledged, or will not be. */
  settled(): Promise<void>
  verify(accounts: readonly Account[]): Promise<Findings>
  /** Latencies beyond the acknowledgement. */
  measured(): readonly Measured[]
}

import type { Rule } from '../domain/rule.ts'
import type { Latest, StationClock } from '../domain/wire.ts'
import type { Position } from '../journal/journal.ts'
import type { StoreLoss } from '../store/series/series.ts'
import type { ControlRoom } from './alarms/control-room.ts'
import type { Desk } from './alarms/desk.ts'
import type { Troubles } from './alarms/troubles.ts'
import type { FieldMaps } from './field-maps.ts'
import type { Orders } from './orders.ts'
import type { Outcome } from './outcomes.ts'
import type { PresenceBook } from './presence.ts'
import type { StoreFeedState } from './store-feed-options.ts'

/** The line: everything between the journal and what people see. */
export interface Line extends AsyncDisposable {
  readonly desk: Desk
  /** Alarms of the monitor itself. */
  readonly troubles: Troubles
  /** Floods of alarms that go on. */
  readonly load: ControlRoom['load']
  /** Messages to be sent on a channel. */
  readonly orders: Orders
  readonly presence: PresenceBook
  readonly fieldMaps: FieldMaps
  latest(id: string): Latest | undefined
  /** What is known of a station's clock. */
  clock(id: string): StationClock | undefined
  /** Maintenance and outages that set alarms aside. */
  readonly suppressor: Pick<ControlRoom['suppressor'], 'current'>
  suppress: ControlRoom['suppress']
  /** The store has lost readings to damage: that is a gap of the city. */
  lostInStore(loss: StoreLoss): void
  /** Alarms of one cause, area and time. */
  readonly incidents: ControlRoom['incidents']
  takeOutside: ControlRoom['takeOutside']
  /** Other rules judge from now on. */
  changeRules(rules: readonly Rule[]): void
  /** Ids of stations that changed since the last call. */
  takeChanged(): readonly string[]
  /** What became of the message at a position, once it is known. */
  outcomeOf(position: Position): Promise<Outcome>
  /** Resolves once everything that the journal holds now is judged, stored and accounted for. */
  settled(): Promise<void>
  readonly state: LineState
  /** How the store is being fed. */
  readonly store: StoreFeedState
}

/** Where the line stands; counts are since the start. */
export interface LineState {
  readonly judged: Position
  readonly stored: Position
  readonly isStoreBehind: boolean
  /** What the last run had judged is gone through again, for the store only. */
  readonly isRepeating: boolean
  readonly readings: number
  readonly refused: number
  /** Stations whose clock is off by more than 30 s. */
  readonly clocksOff: number
}

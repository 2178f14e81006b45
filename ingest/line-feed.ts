import { CityError } from '../domain/errors.ts'
import type { Troubles } from './alarms/troubles.ts'
import { planKinds } from './catalogue.ts'
import type { Committer } from './committer.ts'
import type { TimeWindow } from './device-time.ts'
import type { FieldMaps } from './field-maps.ts'
import type { LineOptions } from './line-options.ts'
import type { Place } from './place.ts'
import { makePlaces, type Places } from './places.ts'
import { refusalsOf } from './refused-rows.ts'
import { makeReplayWatch } from './replay-watch.ts'
import { learnFrom, seedPlaces } from './seed.ts'
import { makeSifter, type Refusal } from './sifter.ts'
import { makeStoreFeed, type StoreFeed } from './store-feed.ts'

export interface LineFeedRooms extends Pick<LineOptions, 'journal' | 'series' | 'stations' | 'kinds' | 'log' | 'now'> {
  readonly window: TimeWindow
  readonly fieldMaps: FieldMaps
  /** The line's own. */
  readonly places: Places
  readonly changed: (place: Place) => void
  readonly committer: Committer
  readonly troubles: Troubles
  readonly from: number
  readonly isUnseeded: boolean
  /** Positions that were judged and that the store can never have. */
  readonly onLost: (from: number, to: number, at: number) => void
  /** In the transaction that moves the position of the store. */
  readonly onStored: (to: number, refusals: readonly Refusal[]) => void
}

const HOUR = 3_600_000
const TROUBLES = ['store-away', 'store-refuses'] as const

/** The feed of the store, with what it does to ledger, positions and alarms of the monitor. */
export function makeLineFeed(rooms: LineFeedRooms): StoreFeed {
  const { journal, series, stations, kinds, log, window, fieldMaps, places, committer, troubles } = rooms
  const idOf = (number: number) => stations.byNumber(number)?.id
  const replays = makeReplayWatch(troubles, rooms.now ?? Date.now)
  const makeSecond = () => {
    const second = makePlaces(stations, planKinds(kinds), undefined, fieldMaps)
    return { places: second, sifter: makeSifter(second, window) }
  }

  return makeStoreFeed({
    journal,
    series,
    from: rooms.from,
    makeSecond,
    async seed(second, below) {
      await seedPlaces(series, second, { below, idOf })
      learnFrom(second, places, rooms.changed)
    },
    isUnseeded: rooms.isUnseeded,
    remembered: committer.settled,
    idOf,
    priorityOf: (number) => stations.byNumber(number)?.priority ?? 'normal',
    refusals: (rows) => refusalsOf(rows, { journal, makeSecond, idOf }),
    onStored(to, counts, refusals) {
      for (const { station, receivedAt, stored, duplicate, refused } of counts) {
        committer.count(station, Math.floor(receivedAt / HOUR) * HOUR, { stored, duplicate, refused })
        replays.repeated(station, duplicate)
      }
      replays.tick()
      committer.cursor('stored', to)
      rooms.onStored(to, refusals)
    },
    onLost: rooms.onLost,
    onTaken() {
      for (const trouble of TROUBLES) troubles.clear(trouble)
    },
    onTrouble(error, retryInMs) {
      const isRefused = error instanceof CityError && error.code === 'store-refused'
      troubles.clear(isRefused ? 'store-away' : 'store-refuses')
      troubles.raise(isRefused ? 'store-refuses' : 'store-away', error.message)
      const detail = { error: error.message, retryInMs }
      log.warn(detail, 'the time-series store does not take readings; they wait in the journal')
    },
  })
}

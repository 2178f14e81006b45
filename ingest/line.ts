import { type ControlRoomOptions, makeControlRoom } from './alarms/control-room.ts'
import { NOTHING_OUTSIDE } from './alarms/outside-alerts.ts'
import { planKinds } from './catalogue.ts'
import { blocking } from './blocks.ts'
import { makeBookkeeper } from './bookkeeper.ts'
import { makeChanges } from './changes.ts'
import { makeCommitter } from './committer.ts'
import { DEFAULT_WINDOW } from './device-time.ts'
import { openFieldMaps } from './field-maps.ts'
import { openGaps } from './gaps/open-gaps.ts'
import { hooksOf, judgesOf } from './judging.ts'
import { latestOf } from './latest.ts'
import type { Line, LineState } from './line-state.ts'
import { makeLetterDesk } from './letter-desk.ts'
import { makeOrders } from './orders.ts'
import { makeOutcomes, TAKEN } from './outcomes.ts'
import type { LineOptions } from './line-options.ts'
import { makePlaces } from './places.ts'
import { makePresenceBook, type PresenceBook } from './presence.ts'
import { makeSifter } from './sifter.ts'
import { readStanding } from './standing.ts'
import { takeUp } from './take-up.ts'
import { watchStandstill } from './standstill.ts'
import { makeLineFeed } from './line-feed.ts'
import { clearCounts } from './stored-counts.ts'
import { shownClock } from './station-clock.ts'
import { makeTimeKeeper } from './time-keeper.ts'

export type { Line } from './line-state.ts'

const READER = 'line'
const TICK_MS = 1_000
const DRAIN_MS = 10_000
const LONGEST_TURN_MS = 20
const BEIJING_MINUTES = 480

/** Starts the line where the last one stopped: what it had judged is not judged again, what it had stored is not stored twice. */
export async function startLine(options: LineOptions): Promise<Line> {
  const { journal, series, records, tables, log, rules, utcOffsetMinutes = BEIJING_MINUTES } = options
  const now = options.now ?? Date.now
  const idOf = (number: number) => options.stations.byNumber(number)?.id
  const window = options.window ?? DEFAULT_WINDOW
  const stood = await readStanding(tables, now(), options.incidents)
  const { judged: judgedBefore, stored: storedBefore } = stood

  const committer = makeCommitter({
    transact: (statements) => records.transact(statements),
    ledgerStatement: (deltas) => tables.ledger.add(deltas),
    messageStatement: (deltas) => tables.messages.add(deltas),
    headStatement: (heads) => tables.gaps.move(heads),
    cursorStatement: (name, position) => tables.cursors.move(name, position),
    onFailure: options.onFailure,
    ...(options.onFull ? { onFull: options.onFull } : {}),
  })
  const orders = makeOrders(committer, now)
  const plans = planKinds(options.kinds)
  const { stations } = options
  const who: ControlRoomOptions['presence'] = {
    of: (id) => presence.of(id),
    isConnected: (id) => presence.isConnected(id),
  }
  const room = makeControlRoom({
    rules,
    plans,
    tables,
    committer,
    ...stood.room,
    stations,
    presence: who,
    ...(options.duty ? { duty: options.duty } : {}),
    ...(options.reaches ? { reaches: options.reaches } : {}),
    orders,
    outside: options.outside ?? NOTHING_OUTSIDE,
    utcOffsetMinutes,
    positionsOf: options.positionsOf ?? (() => 1),
    now,
  })
  const { engine, desk, troubles } = room
  // With the records lost the cursors are 0: all that the journal still holds is gone through anew.
  let judged = Math.max(journal.positionOf(READER), journal.oldest, Math.min(judgedBefore, storedBefore))
  const fieldMaps = await openFieldMaps({ records, committer, position: () => Math.max(judged, judgedBefore), now })
  const known = await blocking(options, committer)
  const places = makePlaces(known, plans, engine, fieldMaps)
  const sifter = makeSifter(places, window)
  const changes = makeChanges(places)
  const presence: PresenceBook = makePresenceBook((id) => {
    changes.markId(id)
    committer.add(tables.presence.save([[id, presence.of(id)]]))
  })

  const startedAt = now()
  const isSeeded = await takeUp({
    places,
    presence,
    engine,
    ruleStates: stood.ruleStates,
    before: stood.presence,
    startedAt,
    seed: { series, below: judged, idOf, log },
  })
  room.endOrphans(places, startedAt)

  const timeKeeper = makeTimeKeeper({
    now,
    ...(options.monotonic ? { monotonic: options.monotonic } : {}),
    everyMs: TICK_MS,
    places: places.all,
    presence,
    troubles,
    head: () => journal.head,
    log,
  })
  const gaps = await openGaps({ records: tables.gaps, committer, places, now })
  let durablyJudged = judgedBefore
  let durablyStored = storedBefore
  let newestHeardAt = now()
  let readings = 0
  let refused = 0
  let isClosing = false
  const outcomes = makeOutcomes()
  let wakers: (() => void)[] = []
  journal.done(READER, judged)

  const feed = makeLineFeed({
    ...options,
    stations: known,
    window,
    fieldMaps,
    places,
    changed: changes.mark,
    committer,
    troubles,
    from: judged,
    isUnseeded: !isSeeded,
    onLost: (from, to, at) => gaps.lost({ from, to }, at),
    onStored(to, refusals) {
      for (const refusal of refusals) letters.refusedByStore(refusal)
      refused += refusals.length
      committer.after(() => {
        durablyStored = Math.max(durablyStored, to)
        journal.done(READER, Math.min(durablyJudged, durablyStored))
        outcomes.stored(to)
        wake()
      })
    },
  })

  const judges = judgesOf(engine, gaps)
  const letters = makeLetterDesk({
    sifter,
    committer,
    troubles,
    outcomes,
    now,
    letters: tables.deadLetters,
    tell: options.tell,
    ...judges,
    remember: engine.remember,
    changed: changes.mark,
    levelAtStart: allJudged(),
  })
  const books = makeBookkeeper({
    committer,
    from: judgedBefore,
    onLost: (from, to, at) => gaps.lost({ from, to }, at),
  })
  const { judging, repeating } = hooksOf({ judges, engine, changes, presence, gaps, letters })

  void run()
  const standstill = watchStandstill(TICK_MS, now())
  const timer = setInterval(tick, TICK_MS)
  timer.unref()
  const stopListening = options.stations.onChange((station) => {
    room.stationChanged(station)
    if (station.retired) gaps.retire(station.id, now())
  })

  async function run(): Promise<void> {
    let turnAt = performance.now()
    try {
      for await (const batch of journal.read(READER, judged)) {
        if (isClosing) return
        const to = batch.first + batch.topics.length
        const isNews = batch.first >= judgedBefore
        timeKeeper.look()
        const heardAt = timeKeeper.heardAt(batch)
        const touched = sifter.sift(batch, feed.sheets, isNews ? judging : repeating, heardAt)
        if (isNews) {
          for (const place of touched) {
            refused += place.refused
            presence.heard(place, heardAt)
            if (place.written > 0) engine.heard(place, heardAt)
          }
          const came = books.judged(batch, touched, sifter.tally)
          readings += came
          letters.received(came)
          committer.after(() => {
            durablyJudged = to
            wake()
          })
        }
        const replays = sifter.replays
        feed.count(touched, batch.receivedAt)
        for (const place of touched) clearCounts(place)
        if (replays.length > 0) letters.rerun(batch, replays, { sheets: feed.sheets, stored: feed.count, isNews })
        if (isNews) gaps.flush()
        else if (batch.first > judged) gaps.lost({ from: judged, to: batch.first }, batch.receivedAt)
        const space = feed.offer(to)
        judged = to
        newestHeardAt = heardAt
        wake()
        if (space) await space
        await committer.room()
        // Level with the door, a batch is judged in the same turn as it was acknowledged, so that the door cannot outrun
        // the line; working off a backlog, sockets and timers get their turn.
        if (judged < journal.head && performance.now() - turnAt > LONGEST_TURN_MS) {
          await new Promise(setImmediate)
          turnAt = performance.now()
        }
      }
    } catch (error) {
      if (!isClosing) options.onFailure(error as Error)
    }
  }

  function tick(): void {
    timeKeeper.look()
    timeKeeper.tick()
    const at = now()
    letters.tick(at)
    // After a standstill what came in meanwhile is read first: it says who was there.
    if (standstill.forgives(places.all(), at)) return
    room.tick(at)
    presence.tick(places.all(), at)
    // What waits to be judged has come: nobody is silent because of it.
    gaps.tick(places.all(), judged >= journal.head ? at : newestHeardAt)
  }

  function wake(): void {
    const all = wakers
    wakers = []
    for (const resume of all) resume()
  }

  async function allJudged(): Promise<void> {
    const until = journal.head
    while (judged < until) await new Promise<void>((resolve) => wakers.push(resolve))
  }

  async function settled(): Promise<void> {
    await allJudged()
    await feed.settled()
    await committer.settled()
  }

  return {
    desk,
    troubles,
    load: room.load,
    orders,
    presence,
    fieldMaps,
    latest: (id) => latestOf(places.byId(id)),
    clock(id) {
      const place = places.byId(id)
      return place && shownClock(place.clock, place.lateMs)
    },
    takeChanged: changes.take,
    incidents: room.incidents,
    suppressor: room.suppressor,
    suppress: room.suppress,
    lostInStore: gaps.lostInStore,
    takeOutside: room.takeOutside,
    changeRules: (rules) => room.change(rules, places, now()),
    outcomeOf(position) {
      return durablyStored > position ? Promise.resolve(TAKEN) : outcomes.wait(position)
    },
    settled,
    get state(): LineState {
      const isRepeating = judged < judgedBefore
      const { position: stored, isBehind: isStoreBehind } = feed
      return { judged, stored, isStoreBehind, isRepeating, readings, refused, clocksOff: timeKeeper.clocksOff }
    },
    get store() {
      return feed.state
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      stopListening()
      // What is not judged in time stays in the journal; the next start goes on there.
      await Promise.race([allJudged(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())])
      isClosing = true
      await feed[Symbol.asyncDispose]()
      await committer[Symbol.asyncDispose]()
      places[Symbol.dispose]()
      known[Symbol.dispose]()
    },
  }
}

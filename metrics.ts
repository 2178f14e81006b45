import { BANDS } from './domain/bands.ts'
import { PRIORITIES } from './domain/priority.ts'
import type { OperationsWatch } from './operations-watch.ts'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { DeliveryOffice } from './delivery/open-delivery.ts'
import { measureDelivery } from './delivery-metrics.ts'
import type { Door } from './broker/door.ts'
import type { DamageBook } from './damage-book.ts'
import type { FileRoom } from './disk/files.ts'
import type { Housekeeping } from './housekeeping.ts'
import type { Line } from './ingest/line.ts'
import type { Journal } from './journal/journal.ts'

/** Prometheus text of all rooms. Counts are read when asked for, so that the hot path only adds to numbers. */
export function makeMetrics(of: {
  readonly line: Line
  readonly journal: Journal
  /** Null: this process has none. */
  readonly door: Door | null
  readonly backups: { readonly lastAt: number | null }
  readonly registry: { readonly size: number }
  readonly watch: Pick<OperationsWatch, 'now'>
  readonly housekeeping: Pick<Housekeeping, 'trimmed'>
  readonly damage: Pick<DamageBook, 'state'>
  readonly delivery: Pick<DeliveryOffice, 'views'>
  readonly files: Pick<FileRoom, 'isShort' | 'refused'>
  readonly warnings: { readonly issued: Readonly<Record<'Alert' | 'Update' | 'Cancel', number>> }
}): () => Promise<string> {
  const { line, journal, door, watch, damage } = of
  const register = new Registry()
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: 20 })

  const counter = (name: string, help: string, read: () => number) => {
    new Counter({
      name: `citypulse_${name}`,
      help,
      registers: [register],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }
  const gauge = (name: string, help: string, read: () => number) => {
    new Gauge({
      name: `citypulse_${name}`,
      help,
      registers: [register],
      collect() {
        this.set(read())
      },
    })
  }
  const byPriority = (name: string, help: string, read: () => Readonly<Record<string, number>> | undefined) => {
    new Counter({
      name: `citypulse_${name}`,
      help,
      labelNames: ['priority'],
      registers: [register],
      collect() {
        this.reset()
        const counts = read()
        for (const priority of PRIORITIES) this.inc({ priority }, counts?.[priority] ?? 0)
      },
    })
  }

  counter('warnings_issued_total', 'CAP messages issued', () => {
    const { Alert, Update, Cancel } = of.warnings.issued
    return Alert + Update + Cancel
  })
  counter('mqtt_accepted_total', 'Messages taken and acknowledged by the door', () => door?.state.accepted ?? 0)
  counter(
    'mqtt_refused_total',
    'Sign-ins, publishes and subscriptions refused by the door',
    () => door?.state.refused ?? 0,
  )
  counter('mqtt_slowed_total', 'Messages held back because their sender was too fast', () => door?.state.slowed ?? 0)
  byPriority('mqtt_shed_total', 'QoS 0 messages thrown away because of the band', () => door?.state.shed)
  byPriority(
    'mqtt_withheld_total',
    'Messages whose acknowledgement was withheld because of the band',
    () => door?.state.withheld,
  )
  byPriority('mqtt_turned_away_total', 'Sign-ins refused because of the band', () => door?.state.turnedAway)
  counter('mqtt_banned_total', 'Clients kept out for a while because they were too fast', () => door?.state.banned ?? 0)
  gauge('mqtt_held', 'Messages that wait for an emptier band', () => door?.state.held ?? 0)
  gauge('mqtt_banned', 'Clients kept out now', () => door?.state.bans.length ?? 0)
  new Gauge({
    name: 'citypulse_ingest_band',
    help: '1 for the band that holds',
    labelNames: ['band'],
    registers: [register],
    collect() {
      const { band } = watch.now().ingest
      for (const one of BANDS) this.set({ band: one }, one === band ? 1 : 0)
    },
  })
  gauge('ingest_fill', 'Fill that the bands go by, 0 to 1', () => watch.now().ingest.fill)
  gauge('line_lag_seconds', 'How far judging is behind the door', () => watch.now().line.lagSeconds)
  gauge('event_loop_lag_seconds', '99th percentile of ten seconds', () => watch.now().process.loopLagMs / 1000)
  gauge('files_short', '1 while file descriptors are short and connections are refused', () => Number(of.files.isShort))
  counter('files_refused_total', 'Connections refused because file descriptors were short', () => of.files.refused)
  gauge('disk_free_bytes', 'Room on the data folder’s file system', () => watch.now().disk?.freeBytes ?? NaN)
  new Counter({
    name: 'citypulse_mqtt_refusals_total',
    help: 'What the door refused, and connections it ended, by reason',
    labelNames: ['reason'],
    registers: [register],
    collect() {
      this.reset()
      for (const [reason, count] of Object.entries(door?.state.refusedBy ?? {})) this.inc({ reason }, count)
    },
  })
  gauge('mqtt_connections', 'Connections to the door, signed in or not', () => door?.state.connections ?? 0)
  gauge('mqtt_queued', 'Messages that wait in the sessions of services', () => door?.state.queued ?? 0)
  gauge('mqtt_sessions', 'MQTT clients connected', () => door?.state.sessions ?? 0)
  gauge('journal_head', 'Position that the next message gets', () => journal.head)
  gauge('journal_backlog', 'Messages between the slowest reader and the head', () => journal.state.backlog)
  gauge('journal_waiting', 'Messages taken but not yet durable', () => journal.state.waiting)
  gauge('journal_bytes', 'Size of what the journal holds', () => journal.state.bytes)
  gauge('journal_limit_bytes', 'Bound of the journal', () => journal.state.limitBytes)
  gauge('journal_bound_bytes', 'Its bound, or less where the disk has less room', () => watch.now().journal.boundBytes)
  counter('readings_total', 'Readings judged', () => line.state.readings)
  counter('readings_refused_total', 'Readings set aside as dead letters', () => line.state.refused)
  counter('dead_letters_trimmed_total', 'Dead letters forgotten because of their age or to make room', () => {
    const { tooOld, tooMuch } = of.housekeeping.trimmed
    return tooOld + tooMuch
  })
  gauge('line_judged', 'Position up to which messages are judged', () => line.state.judged)
  gauge('line_stored', 'Position up to which readings are stored', () => line.state.stored)
  gauge(
    'backup_newest_timestamp_seconds',
    'When the newest backup began; 0: never',
    () => (of.backups.lastAt ?? 0) / 1000,
  )
  gauge('clocks_off', 'Stations whose clock is off by more than 30 s', () => line.state.clocksOff)
  gauge('store_behind', '1 while the store is fed from the journal', () => (line.state.isStoreBehind ? 1 : 0))
  counter('store_writes_total', 'Writes that the store confirmed', () => line.store.writes)
  counter('store_retries_total', 'Writes that failed and were tried again', () => line.store.retries)
  counter('store_refused_lines_total', 'Readings that the store refused for good', () => line.store.refused)
  counter('store_ahead_total', 'Rows written ahead of their turn while catching up', () => line.store.ahead)
  gauge('store_held', '1 while the store refuses and somebody has to mend it', () => (line.store.isHeld ? 1 : 0))
  gauge('store_in_flight', 'Writes on their way to the store', () => line.store.inFlight)
  gauge('store_oldest_seconds', 'Age of the oldest message that the store has not confirmed', () => {
    const { oldestAt } = line.store
    return oldestAt === null ? 0 : Math.max(0, Date.now() - oldestAt) / 1000
  })
  gauge('alarm_head', 'Number of the newest alarm event', () => line.desk.head)
  gauge('alarms_open', 'Alarms that are not over', () => [...line.desk.open()].length)
  gauge('damage_found', 'Damages found since the start', () => damage.state.found)
  gauge('damage_lost_positions', 'Positions that they cost', () => damage.state.lostPositions)
  gauge('stations', 'Stations registered', () => of.registry.size)
  measureDelivery(register, of.delivery, () => line.desk.head)
  return () => register.metrics()
}

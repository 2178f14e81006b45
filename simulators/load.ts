import type { Station } from '../domain/station.ts'
import { boundsHere, sourceOf, sourcesFor } from './load/bounds.ts'
import { brokerTarget } from './load/against-broker.ts'
import { cityTarget, totalsOf } from './load/against-city.ts'
import { newCourse } from './load/course.ts'
import { drive } from './load/drive.ts'
import { fleetOf, type LoadStation } from './load/fleet.ts'
import { makeHands } from './load/hands.ts'
import { percentilesOf } from './load/latency.ts'
import type { Door, Guest } from './load/link.ts'
import type { Measured } from './load/measured.ts'
import type { LoadOptions, LoadResult } from './load/options.ts'
import { segmentsOf } from './load/shape.ts'
import { type Step, sustainedWords } from './load/steps.ts'
import type { Enrolled, Findings, Target } from './load/target.ts'
import { count, ms } from './load/words.ts'

const MOST_SHOWN = 20

/** Loads a city with stations of its own, or any broker, then reconciles both books to the last reading. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { screen, patienceMs = 10_000, run, broker, processes = 1, probes = 0 } = options
  if (options.connections > 0 && options.connections < options.stations)
    throw new Error('a station publishes through its own connection: fewer connections than stations cannot be')
  if (processes > options.stations) throw new Error('a process without a station cannot be: fewer --processes')
  const connections = Math.max(options.stations, options.connections)
  const door: Door = { ...(broker ?? options.mqtt), mqtt5: options.mqtt5, ...(options.tls && { tls: options.tls }) }
  const { sources = [] } = options
  const room = sourcesFor(
    { connections, publishers: options.stations, processes, host: door.host, sources },
    boundsHere(options.cityPid),
  )
  const isProbed = broker === undefined && probes > 0
  const fleet = fleetOf(options.city, {
    run,
    stations: connections + (isProbed ? probes : 0),
    only: options.kinds,
    seed: 1,
  })
  const segments = segmentsOf(shapeOf(options))
  const course = newCourse()

  await using target = broker
    ? brokerTarget({ ...broker, door, run, qos: options.qos, patienceMs })
    : cityTarget({ ...options, door, probes: probesOf(fleet.splice(connections), run), patienceMs })
  screen.say(
    broker
      ? `${count(connections)} connections to ${target.name}`
      : `registering ${count(fleet.length)} stations load-${run}-*`,
  )
  const enrolled = (await unlessStopped(target.enrol(fleet), options.stopped)).map((one, i): Enrolled => {
    const source = sourceOf(room, i)
    return source === undefined ? one : { ...one, source }
  })
  await using hands = makeHands(
    {
      door,
      publishers: enrolled.slice(0, options.stations),
      idle: enrolled.slice(options.stations).map((one): Guest => one),
      segments,
      qos: options.qos,
      batch: options.batch,
    },
    // Who counts what a broker delivers is not to be slowed down by who sends it.
    { processes, isApart: broker !== undefined, course },
  )
  const opened = performance.now()
  await unlessStopped(hands.open(), options.stopped)
  const openSeconds = (performance.now() - opened) / 1000

  screen.say(sendingWords(options))
  const view = { segments, connections, processes, measured: () => target.measured() }
  const { startAt, steps } = await drive({ hands, target, course, view }, options)

  screen.say(broker ? 'comparing with what the subscriber counted' : 'reconciling with the ledger')
  const accounts = await hands.accounts()
  const findings = await target.verify(accounts)
  const acknowledged: Measured = { way: 'acknowledged', latency: course.latency, resolutionMs: 0.001, note: '' }
  const measured = [acknowledged, ...target.measured()]
  const result = resultOf(totalsOf(accounts), findings, { target, measured, steps })
  const story = { options, result, course, segments, measured, startAt, openSeconds, target: target.name }
  // A verdict that took an hour is not lost for a full disk.
  await options.report?.(story).catch((error: Error) => screen.say(`the report could not be written: ${error.message}`))
  tell(result, findings, { screen, measured, steps })
  return result
}

function shapeOf(options: LoadOptions) {
  const { rate, seconds, shape = 'steady' } = options
  const { burst = 5, burstSeconds = 2, burstEvery = 10, stepFactor = 1.5, stepSeconds = 5 } = options
  return { shape, rate, seconds, burst, burstSeconds, burstEvery, stepFactor, stepSeconds }
}

function sendingWords({ rate, batch, seconds, qos, shape = 'steady', processes = 1 }: LoadOptions): string {
  const from = processes > 1 ? ` from ${processes} processes` : ''
  const course = shape === 'steady' ? '' : ` (${shape})`
  return `sending ${count(rate)} messages/s${course} of ${batch} for ${seconds} s, QoS ${qos}${from}`
}

/** Named apart, and all at one place, so that a browser can look at just them. */
function probesOf(fleet: readonly LoadStation[], run: string): LoadStation[] {
  const [first] = fleet
  return fleet.map(({ station, values }, i) => {
    const { lon, lat, district } = first!.station
    const own: Station = {
      ...station,
      id: `load-${run}-probe-${i}`,
      name: `Load ${run} probe ${i}`,
      lon,
      lat,
      district,
    }
    return { station: own, values }
  })
}

function resultOf(
  { sent, acknowledged }: { readonly sent: number; readonly acknowledged: number },
  findings: Findings,
  {
    target,
    measured,
    steps,
  }: { readonly target: Target; readonly measured: readonly Measured[]; readonly steps: readonly Step[] },
): LoadResult {
  const { ok, arrived, duplicate, refused, differences, fault } = findings
  const { p50 = 0, p99 = 0 } = percentilesOf(measured[0]!.latency) ?? {}
  const facts = `${count(sent)} sent, ${count(acknowledged)} acknowledged, ${count(arrived)} ${target.arrivedWord}, ${count(duplicate)} duplicate, ${count(refused)} refused; p50 ${ms(p50)}, p99 ${ms(p99)}`
  const rising = steps.length > 0 ? `; ${sustainedWords(steps)}` : ''
  const verdict = `${ok ? 'PASS nothing is missing' : `FAIL ${fault}`}: ${facts}${rising}`
  return { ok, sent, acknowledged, stored: arrived, duplicate, refused, differences, p50, p99, steps, verdict }
}

function tell(
  { differences, verdict }: LoadResult,
  { notes }: Findings,
  {
    screen,
    measured,
    steps,
  }: Pick<LoadOptions, 'screen'> & { readonly measured: readonly Measured[]; readonly steps: readonly Step[] },
): void {
  for (const { id, reason } of differences.slice(0, MOST_SHOWN)) screen.say(`${id}: ${reason}`)
  const hidden = differences.length - MOST_SHOWN
  if (hidden > 0) screen.say(`… and ${count(hidden)} more`)
  for (const note of notes) screen.say(note)
  for (const { way, latency, resolutionMs, note } of measured.slice(1)) {
    const found = percentilesOf(latency)
    if (found)
      screen.say(
        `publish→${way}: p50 ${ms(found.p50)}, p90 ${ms(found.p90)}, p99 ${ms(found.p99)}, p99.9 ${ms(found.p999)}, max ${ms(found.max)} (${count(latency.totalCount)} readings, to ${resolutionMs} ms)`,
      )
    if (note !== '') screen.say(`publish→${way}: ${note}`)
  }
  for (const { rate, acknowledged, p99, held, why } of steps)
    screen.say(
      `step ${count(rate)}/s: ${count(acknowledged)} acknowledged/s, p99 ${p99 === null ? '–' : ms(p99)}${held ? '' : `, not held: ${why}`}`,
    )
  screen.say(verdict)
}

/** Rejects at once when the load is stopped before it has begun. */
async function unlessStopped<T>(work: Promise<T>, stopped?: AbortSignal): Promise<T> {
  if (!stopped) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const onStop = (): void => reject(new Error('stopped before anything was sent'))
  if (stopped.aborted) onStop()
  stopped.addEventListener('abort', onStop)
  try {
    return await Promise.race([work, promise])
  } finally {
    stopped.removeEventListener('abort', onStop)
  }
}

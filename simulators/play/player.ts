import type { Language } from '../../domain/label.ts'
import type { Latest } from '../../domain/wire.ts'
import { startSimulator, type SimulatorHandle, type SimulatorOptions } from '../city.ts'
import type { FaultWishes } from '../disorder/parse-faults.ts'
import type { ScenarioFile } from '../scenarios/schema.ts'
import type { CityModel } from '../world.ts'
import type { Ask } from './ask.ts'
import { bookDifferences, booksOf, emptyBook, thereAlready } from './books.ts'
import { checkScenario } from './check.ts'
import { leadLeft, placeInTime } from './place-in-time.ts'
import { expectQuiet } from './quiet.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export interface PlayOptions {
  readonly city: CityModel
  readonly ask: Ask
  readonly mqtt: { readonly host: string; readonly port: number }
  readonly passwordOf: (id: string) => string
  readonly seed: number
  readonly faults: FaultWishes
  readonly language: Language
  readonly say: (line: string) => void
  readonly patienceMs?: number
  readonly links?: SimulatorOptions['links']
}

const PATIENCE_MS = 60_000
const LOG = { info() {}, warn() {} }

/** Plays a scenario with its narration. Resolves to whether the books agree and, where `check` is asked for, the alarms too. */
export async function playScenario(
  scenario: ScenarioFile,
  options: PlayOptions & {
    readonly speed: number
    readonly check: boolean
    /** History of the same world, sent before its quiet time. */
    readonly fill?: { readonly hours: number; readonly everyMs: number } | undefined
  },
): Promise<boolean> {
  const { city, ask, say, speed, language, fill } = options
  expectQuiet(await ask.all('/stations?status=online'))
  const seed = scenario.seed ?? options.seed
  const planned = placeInTime(scenario, speed, Date.now)
  const newest = await newestOf(options)
  const leadMs = leadLeft(scenario, planned, { newest, speed })
  if (leadMs < planned.leadMs)
    say(
      `the city has readings up to ${new Date(newest!).toISOString()}: of the quiet time before, ${minutesOf(leadMs)} min are sent`,
    )
  let isFilled = true
  if (fill) {
    const { worldAt, shiftMs, startedAt } = planned
    isFilled = await fillHistory({
      ...options,
      ...fill,
      seed,
      until: startedAt - leadMs,
      of: { played: { scenario, at: worldAt }, shiftMs },
    })
  }
  const account = await openAccount(options)
  const begin = performance.now()
  // What lies in the past stays where it was planned; what is live begins now, and its quiet time with what was filled.
  const { worldAt, shiftMs, startedAt, isBackDated } = planned.isBackDated
    ? planned
    : placeInTime(scenario, speed, Date.now)
  const lead = (startedAt - (planned.startedAt - leadMs)) / HOUR
  // The quiet time before it is sent at full speed; the scenario begins when the city has it.
  let beganAt = Number.NaN
  const now = () => (Number.isNaN(beganAt) ? startedAt : startedAt + (Date.now() - beganAt) * speed)
  const simulator = await startSimulator({
    config: city,
    mqtt: options.mqtt,
    passwordOf: options.passwordOf,
    log: LOG,
    seed,
    connectRate: 400,
    played: { scenario, at: worldAt },
    shiftMs,
    now,
    historyHours: lead,
    faults: options.faults,
    ...(options.links && { links: options.links }),
  })
  await using _ = simulator
  say(`${scenario.label[language]}: ${scenario.about[language]}`)
  const sent = await simulator.historySent
  say(`${sent} readings of the quiet time before it sent in ${seconds(performance.now() - begin)} s`)
  beganAt = Date.now()
  const endsAt = beganAt + (scenario.minutes * MINUTE) / speed
  const told = new Set<number>()
  while (Date.now() < endsAt) {
    for (const [i, { at, says }] of scenario.events.entries()) {
      if (told.has(i) || now() < startedAt + at * MINUTE) continue
      told.add(i)
      if (says) say(`minute ${at}: ${says[language]}`)
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(200, Math.max(1, endsAt - Date.now()))))
  }
  const books = await closeAccount(simulator, account, { ...options, mayRepeat: true })
  const isWhole = books && isFilled
  if (!options.check) return isWhole
  const found = await checkScenario(ask, {
    scenario,
    city,
    startedAt,
    isBackDated,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
  })
  for (const one of found) say(`DIFFERENT ${one}`)
  if (isBackDated)
    say('not judged: silence, gateways and incidents, for the readings were of the past (play it at --speed 1)')
  say(
    found.length === 0
      ? `PASS the city raised what ${scenario.id} expects, and nothing else`
      : `FAIL ${found.length} differences`,
  )
  return isWhole && found.length === 0
}

/** Sends so many hours of the past at full speed, through the door and with its acknowledgements. */
export async function fillHistory(
  options: PlayOptions & {
    readonly hours: number
    readonly everyMs: number
    /** UTC ms; up to now when not given. */
    readonly until?: number
    /** The world that it is of, where a scenario follows. */
    readonly of?: Pick<SimulatorOptions, 'played' | 'shiftMs'>
  },
): Promise<boolean> {
  const { city, ask, say, seed, hours, everyMs, until = Date.now() } = options
  expectQuiet(await ask.all('/stations?status=online'))
  const account = await openAccount(options)
  const begin = performance.now()
  const simulator = await startSimulator({
    config: city,
    mqtt: options.mqtt,
    passwordOf: options.passwordOf,
    log: LOG,
    seed,
    connectRate: 1000,
    played: null,
    ...options.of,
    historyHours: hours,
    historyEveryMs: everyMs,
    faults: options.faults,
    // The past only: the clock stands.
    now: () => until,
  })
  await using _ = simulator
  const beat = setInterval(() => {
    const { acknowledged } = simulator.counts()
    say(
      `${acknowledged} readings acknowledged, ${Math.round(acknowledged / ((performance.now() - begin) / 1000))} a second`,
    )
  }, 5000)
  const sent = await simulator.historySent.finally(() => clearInterval(beat))
  const took = performance.now() - begin
  say(
    `${sent} readings of ${Math.round(hours * 10) / 10} hours acknowledged in ${seconds(took)} s, ${Math.round(sent / (took / 1000))} a second`,
  )
  if (everyMs > 0)
    say('what --every leaves out was never sent: by the stations’ own cadence the ledger rightly counts it as missing')
  // Awaited here: what is disposed of must not be needed any more.
  return await closeAccount(simulator, account, { ...options, mayBeThere: true })
}

/** Lets the city live for so long, with what was asked to go wrong. */
export async function playFaults(
  options: PlayOptions & { readonly minutes: number; readonly speed: number },
): Promise<boolean> {
  const { city, ask, say, seed, minutes, speed } = options
  expectQuiet(await ask.all('/stations?status=online'))
  const account = await openAccount(options)
  const began = Date.now()
  const lasts = minutes * MINUTE
  const startedAt = began + lasts / speed - lasts
  const simulator = await startSimulator({
    config: city,
    mqtt: options.mqtt,
    passwordOf: options.passwordOf,
    log: LOG,
    seed,
    connectRate: 400,
    played: null,
    faults: options.faults,
    now: () => startedAt + (Date.now() - began) * speed,
    ...(options.links && { links: options.links }),
  })
  await using _ = simulator
  say(`${simulator.devices()} devices for ${minutes} minutes at speed ${speed}`)
  await new Promise((resolve) => setTimeout(resolve, lasts / speed))
  // Awaited here: what is disposed of must not be needed any more.
  return await closeAccount(simulator, account, options)
}

/** Time of the newest reading of the simulated stations, by one of each kind; null where there is none. */
async function newestOf({ ask, city }: Pick<PlayOptions, 'ask' | 'city'>): Promise<number | null> {
  const first = new Map(city.stations.filter(({ simulated }) => simulated).map(({ kind, id }) => [kind, id]))
  let newest: number | null = null
  for (const id of first.values()) {
    const latest = await ask.get<Latest>(`/stations/${id}/latest`).catch(() => null)
    if (latest) newest = Math.max(newest ?? 0, latest.ts)
  }
  return newest
}

async function openAccount({ ask }: Pick<PlayOptions, 'ask'>) {
  const from = Math.floor(Date.now() / HOUR) * HOUR
  return { from, before: await booksOf(ask, from) }
}

/** Sends what is left, and compares both books of every station. */
async function closeAccount(
  simulator: SimulatorHandle,
  account: Awaited<ReturnType<typeof openAccount>>,
  {
    city,
    ask,
    say,
    faults,
    patienceMs = PATIENCE_MS,
    ...of
  }: PlayOptions & { readonly mayRepeat?: boolean; readonly mayBeThere?: boolean },
): Promise<boolean> {
  simulator.finish()
  await settled(() => simulator.counts().pending, patienceMs)
  const mayRepeat = of.mayRepeat ?? faults.links.length > 0
  const ids = city.stations.map(({ id }) => id).filter((id) => simulator.countsOf(id))
  const deadline = performance.now() + patienceMs
  let found: string[]
  let there = 0
  do {
    const after = await booksOf(ask, account.from)
    there = 0
    found = ids.flatMap((id) => {
      const { acknowledged, pending, dropped } = simulator.countsOf(id)!
      const own = {
        id,
        acknowledged,
        pending: pending + dropped,
        faults: simulator.faults(id),
        mayRepeat: mayRepeat || dropped > 0,
        mayBeThere: of.mayBeThere === true,
      }
      const books = [account.before.get(id) ?? emptyBook(), after.get(id) ?? emptyBook()] as const
      if (own.mayBeThere) there += thereAlready(own, ...books)
      return bookDifferences(own, ...books)
    })
    if (found.length > 0) await new Promise((resolve) => setTimeout(resolve, 300))
  } while (found.length > 0 && performance.now() < deadline)
  const { made, acknowledged } = simulator.counts()
  const wrong = Object.entries({ ...simulator.faults(), ...simulator.links }).filter(([, n]) => n > 0)
  if (wrong.length > 0) say(`sent as faulty: ${wrong.map(([type, n]) => `${n} ${type}`).join(', ')}`)
  if (there > 0) say(`${there} of them the city had already`)
  for (const one of found.slice(0, 20)) say(`DIFFERENT ${one}`)
  if (found.length > 20) say(`… and ${found.length - 20} more`)
  say(
    found.length === 0
      ? `PASS both books agree: ${made} readings sent, ${acknowledged} acknowledged`
      : `FAIL the books differ in ${found.length} places: ${made} readings sent, ${acknowledged} acknowledged`,
  )
  return found.length === 0
}

/** Waits until nothing is left, or nothing has moved for so long. */
async function settled(left: () => number, patienceMs: number): Promise<void> {
  let last = left()
  let since = performance.now()
  while (left() > 0 && performance.now() - since < patienceMs) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (left() === last) continue
    last = left()
    since = performance.now()
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}

function minutesOf(ms: number): string {
  return (ms / MINUTE).toFixed(1)
}

import type { Kind, Kinds, Relation } from '../domain/kind.ts'
import type { Rule } from '../domain/rule.ts'
import type { Gateway, Station } from '../domain/station.ts'
import { mix, seedOf, uniform } from './chance.ts'
import { faultsOf, type DeviceFault } from './faults.ts'
import { traitText, type Model, type Pull } from './model.ts'
import { PARKING_VALUES, parkingOf } from './parking.ts'
import { roadsOf, type RoadPlace } from './roads.ts'
import { direct, type Director } from './scenarios/director.ts'
import type { Disorder } from './scenarios/scenario.ts'
import type { ScenarioFile } from './scenarios/schema.ts'
import { scriptOf, weatherIn, type Script } from './scenarios/script.ts'
import { signalsOf } from './signals.ts'
import { TRAFFIC_VALUES, trafficOf } from './traffic.ts'
import { weatherOf, type Weather, type WeatherAt } from './weather.ts'

/** The part of a city's configuration that its simulation needs. */
export interface CityModel {
  readonly kinds: Kinds
  readonly stations: readonly Station[]
  readonly gateways: readonly Gateway[]
  readonly rules: readonly Rule[]
}

export interface Reading {
  /** UTC ms. */
  readonly ts: number
  readonly values: Readonly<Record<string, number>>
  /** Number of the interval since 1970: rises by one a reading, also over a restart. */
  readonly seq?: number
}

export interface SimulatedStation {
  readonly station: Station
  readonly kind: Kind
  readonly everyMs: number
  /** The reading of an interval: the same bytes for the same seed, start and number. */
  reading(seq: number): Reading
  /** Number of the newest interval whose reading is due at this time. */
  seqAt(at: number): number
  /** Time of an interval's reading: stations are spread over the cadence. */
  tsOf(seq: number): number
  /** What a device of its age has now and then; nothing while a scenario is played. */
  fault(at: number): DeviceFault | null
  /** What a scenario has gone wrong with it. */
  disorder(at: number): Disorder | null
}

/** A scenario to be played from `at` on, UTC ms. */
export interface Played {
  readonly scenario: ScenarioFile
  readonly at: number
}

export interface World {
  readonly stations: readonly SimulatedStation[]
  readonly director: Director
  readonly script: Script | null
  readonly weather: WeatherAt
}

/**
 * The simulated city as pure functions of seed and time. `events`: from when on it makes up events by itself, or the scenario
 * that it plays instead; null for a city where nothing happens.
 */
export function buildWorld(city: CityModel, seed: number, events: number | Played | null): World {
  const played = typeof events === 'object' ? events : null
  const weather = weatherIn(played?.scenario ?? {}, weatherOf(mix(seed, 1)))
  const stations = city.stations.filter((station) => station.simulated && city.kinds.has(station.kind))
  const stage = { ...city, stations, weather }
  const startedAt = typeof events === 'number' ? events : null
  const director = direct(stage, { seed: mix(seed, 2), startedAt })
  const script = played && scriptOf(played.scenario, { ...stage, at: played.at, seed: mix(seed, 4) })
  const roads = roadsOf(stations.filter(({ kind }) => city.kinds.get(kind)!.simulate?.model === 'traffic'))
  return {
    director,
    script,
    weather,
    stations: stations.map((station) => {
      const kind = city.kinds.get(station.kind)!
      const rules = city.rules.filter((rule) => rule.kind === kind.id)
      const riverKm = Number(traitText(kind, station, 'riverKm') ?? -1)
      const model = modelOf(kind, station, { seed: mix(seed, 3), rules, road: roads.get(station.id) })
      return simulate(station, kind, {
        seed,
        model,
        script,
        weather: (at) => weather(at, station.lon, station.lat, riverKm),
        pullOf: (at) => (script ?? director).pull(station.id, at),
      })
    }),
  }
}

interface Surroundings {
  readonly seed: number
  readonly model: Model
  readonly script: Script | null
  readonly weather: (at: number) => Weather
  readonly pullOf: (at: number) => Pull | null
}

function simulate(station: Station, kind: Kind, of: Surroundings): SimulatedStation {
  const { seed, model, script, weather, pullOf } = of
  const everyMs = (station.everySeconds ?? kind.everySeconds) * 1000
  const own = seedOf(seed, station.id)
  const phase = Math.floor(uniform(own, 1) * everyMs)
  const fault = script ? () => null : faultsOf(mix(own, 2))
  const around = { weather, pull: pullOf }
  const tsOf = (seq: number) => seq * everyMs + phase
  const sound = (at: number) => settle(kind, model(at, around))

  return {
    station,
    kind,
    everyMs,
    tsOf,
    fault,
    disorder: (at) => script?.disorder(station.id, at) ?? null,
    seqAt: (at) => Math.floor((at - phase) / everyMs),
    reading(seq) {
      const ts = tsOf(seq)
      const trouble = fault(ts)
      // A stuck sensor repeats what it read when it stuck, on the grid of its readings.
      const values = sound(trouble?.type === 'stuck' ? tsOf(Math.ceil((trouble.from - phase) / everyMs)) : ts)
      if (trouble?.type === 'spike' && Math.ceil((trouble.from - phase) / everyMs) === seq) spike(kind, values)
      return { ts, values, seq }
    },
  }
}

function modelOf(
  kind: Kind,
  station: Station,
  { seed, rules, road }: { seed: number; rules: readonly Rule[]; road: RoadPlace | undefined },
): Model {
  const model = kind.simulate?.model
  if (model !== 'traffic' && model !== 'parking') return signalsOf(kind, station, seed, rules)
  const special =
    model === 'parking'
      ? parkingOf(kind, station, seed)
      : trafficOf(kind, station, { seed, road: road ?? { id: station.id, km: 0 } })
  // What the model does not know of moves by its own signal.
  const known = new Set<string>(model === 'parking' ? PARKING_VALUES : TRAFFIC_VALUES)
  const signals = Object.entries(kind.simulate!.signals).filter(([name]) => !known.has(name))
  if (signals.length === 0) return special
  const rest = signalsOf({ ...kind, simulate: { signals: Object.fromEntries(signals) } }, station, seed, rules)
  return (at, around) => ({ ...rest(at, around), ...special(at, around) })
}

/** Keeps the kind's values only, within what the sensor can read, consistent with each other, and rounded. */
function settle(kind: Kind, raw: Record<string, number>): Record<string, number> {
  const values: Record<string, number> = {}
  for (const [name, spec] of Object.entries(kind.values)) {
    const x = raw[name]
    if (x === undefined || !Number.isFinite(x)) continue
    values[name] = spec.fail ? Math.min(spec.fail[1], Math.max(spec.fail[0], x)) : x
  }
  roundAll(kind, values)
  // Mending one relation may break one before it.
  for (let pass = 0; pass < 2; pass += 1) {
    for (const relation of kind.relations ?? []) relate(kind, relation, values)
    roundAll(kind, values)
  }
  return values
}

function roundAll(kind: Kind, values: Record<string, number>): void {
  for (const name of Object.keys(values)) values[name] = round(values[name]!, kind.values[name]!.decimals)
}

/** Makes a relation between two values true, also after rounding, by moving the one that it bounds. */
function relate(kind: Kind, { value, atMost, atLeast, when }: Relation, values: Record<string, number>): void {
  const x = values[value]
  if (x === undefined) return
  const clear = 0.6 * 10 ** -kind.values[value]!.decimals
  const bound = ({ value, times = 1, plus = 0 }: NonNullable<Relation['atMost']>) =>
    value === undefined ? plus : (values[value] ?? Number.NaN) * times + plus
  const holds = (when ?? []).every(({ value, above = -Infinity, below = Infinity, equals }) => {
    const other = values[value]
    if (other === undefined) return false
    return other > above && other < below && (equals === undefined || other === equals)
  })
  if (!holds) return
  if (atMost && x > bound(atMost)) values[value] = bound(atMost) - clear
  if (atLeast && x < bound(atLeast)) values[value] = bound(atLeast) + clear
}

/** One reading far off, as from a disturbed cable; still something that the sensor can say. */
function spike(kind: Kind, values: Record<string, number>): void {
  const name = kind.headline
  const spec = kind.values[name]
  if (!spec?.spike || !spec.fail || values[name] === undefined) return
  values[name] = round(Math.min(spec.fail[1], values[name] + spec.spike[1] * 2.5), spec.decimals)
}

/** Rounds half up at the decimal that is sent; never gives -0, which JSON would write as 0 anyway. */
export function round(x: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.round(x * scale) / scale + 0
}

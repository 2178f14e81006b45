import type { Kind, Signal } from '../domain/kind.ts'
import type { RuleOfKind } from '../domain/rule.ts'
import type { Station } from '../domain/station.ts'
import { gauss, seedOf, uniform } from './chance.ts'
import { bend, quietSpan, type Quiet } from './quiet.ts'
import { dayKind, localHour } from './calendar.ts'
import { dailyRhythm } from './rhythm.ts'
import { errorOf, shown } from './sensor.ts'
import { traitText, type Model } from './model.ts'
import type { Weather } from './weather.ts'

const HOUR = 3_600_000

/** Simulates a station of any kind from its kind's `simulate.signals` alone; values without a signal are not sent. */
export function signalsOf(kind: Kind, station: Station, seed: number, rules: readonly RuleOfKind[]): Model {
  const signals = Object.entries(kind.simulate?.signals ?? {})
    .filter(([name]) => name in kind.values)
    .map(([name, signal]) => {
      const base = signal.base + traitShare(kind, station, signal)
      const at = signalOf(kind, name, { ...signal, base }, seedOf(seed, `${station.id}/${name}`), rules)
      return { name, at, responseMs: (signal.sensor?.responseSeconds ?? 0) * 1000 }
    })
  return (at, around) => {
    const weather = around.weather(at)
    const { pull } = around
    const values: Record<string, number> = {}
    for (const { name, at: valueAt, responseMs } of signals)
      values[name] = shown(valueAt(at, weather), name, { at, responseMs, pull })
    return values
  }
}

/** One value of one station as a function of time; `seed` is that value's own. */
export function signalOf(
  kind: Kind,
  name: string,
  signal: Signal,
  seed: number,
  rules: readonly RuleOfKind[],
): (at: number, weather: Weather) => number {
  if (name === 'windDirection') return windVane(kind, seed)
  if (signal.fills) return filling(signal, signal.fills, seed)
  const quiet = within(quietSpan(kind, name, signal.base, rules), signal)
  const offset = (signal.spread ?? 0) * gauss(seed, 1)
  const error = errorOf(signal, noiseOf(kind, name, signal), seed)
  const fields = Object.entries(signal.fields ?? {})
  const { weekend = 1, holiday = weekend } = signal
  const swingOn = { work: 1, rest: weekend, holiday }

  return (at, weather) => {
    let x = signal.base + offset
    if (signal.daily) x += signal.daily.swing * swingOn[dayKind(at)] * dailyRhythm(localHour(at), signal.daily.peaks)
    for (const [field, gain] of fields) x += gain * weather[field as 'haze']
    return bend(x + error.slow(at), signal.base, quiet) + error.fast(at)
  }
}

function within(quiet: Quiet, signal: Signal): Quiet {
  return { low: Math.max(quiet.low, signal.min ?? -Infinity), high: Math.min(quiet.high, signal.max ?? Infinity) }
}

/** What a station's own words add to the base, for example the noise of its zone. */
function traitShare(kind: Kind, station: Station, signal: Signal): number {
  let sum = 0
  for (const [trait, shares] of Object.entries(signal.byTrait ?? {}))
    sum += shares[traitText(kind, station, trait) ?? ''] ?? 0
  return sum
}

/** A value whose standing still is suspicious never stands quite still. */
function noiseOf(kind: Kind, name: string, signal: Signal): number {
  const spec = kind.values[name]
  return Math.max(signal.noise ?? 0, spec?.flat ? 10 ** -spec.decimals : 0)
}

/** Rises steadily, each station at its own pace and from its own day, and starts again when emptied. */
function filling(signal: Signal, fills: { perHour: number; emptiedAt: number }, seed: number) {
  const least = signal.min ?? 0
  const perHour = fills.perHour * (0.7 + 0.6 * uniform(seed, 1))
  const hours = (fills.emptiedAt - least) / perHour
  const phase = uniform(seed, 2)
  return (at: number) => least + ((at / HOUR / hours + phase) % 1) * hours * perHour
}

function windVane(kind: Kind, seed: number): (at: number, weather: Weather) => number {
  const signed = (kind.values['windDirection']?.fail?.[0] ?? 0) < 0
  return (at, weather) => {
    const degrees = (weather.windFrom + 6 * gauss(seed, at) + 360) % 360
    return signed && degrees > 180 ? degrees - 360 : degrees
  }
}

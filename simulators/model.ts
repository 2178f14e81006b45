import type { Kind } from '../domain/kind.ts'
import type { Station } from '../domain/station.ts'
import type { Weather } from './weather.ts'

/** Draws values away from their normal course: at strength 1 a value is the target, at 0 it is untouched. */
export interface Pull {
  readonly strength: number
  /** Targets by value, or by what a model is driven by: `density` (traffic), `fill` (parking). */
  readonly toward: Readonly<Record<string, number>>
}

/** What a station stands in. */
export interface Around {
  weather(at: number): Weather
  pull(at: number): Pull | null
}

/** What a station would read, unrounded. */
export type Model = (at: number, around: Around) => Record<string, number>

export function pulled(x: number, name: string, pull: Pull | null): number {
  const target = pull?.toward[name]
  return target === undefined ? x : x + (target - x) * pull!.strength
}

/** A trait as a number: the station's own, else the kind's default, else what the caller falls back to. */
export function traitNumber(kind: Kind, station: Station, name: string, fallback: number): number {
  const value = station.traits?.[name] ?? kind.traits?.[name]?.default
  return typeof value === 'number' && value > 0 ? value : fallback
}

export function traitText(kind: Kind, station: Station, name: string): string | undefined {
  const value = station.traits?.[name] ?? kind.traits?.[name]?.default
  return value === undefined ? undefined : String(value)
}

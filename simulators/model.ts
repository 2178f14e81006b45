import type { Kind } from '../domain/kind.ts'
import type { Station } from '../domain/station.ts'
import type { Weather } from './weather.ts'

/** Draws a value away from its normal course: at strength 1 it is the target, at 0 it is untouched; then `plus` comes on top. */
export interface Draw {
  readonly strength: number
  readonly target: number
  readonly plus: number
}

/** By name of the value or of what a model is driven by: `density` (traffic), `fill` (parking). */
export type Pull = ReadonlyMap<string, Draw>

/** What a station stands in. */
export interface Around {
  weather(at: number): Weather
  pull(at: number): Pull | null
}

/** What a station would read, unrounded. */
export type Model = (at: number, around: Around) => Record<string, number>

/** A trait as a number: the station's own, else the kind's default, else what the caller falls back to. */
export function traitNumber(kind: Kind, station: Station, name: string, fallback: number): number {
  const value = station.traits?.[name] ?? kind.traits?.[name]?.default
  return typeof value === 'number' && value > 0 ? value : fallback
}

export function traitText(kind: Kind, station: Station, name: string): string | undefined {
  const value = station.traits?.[name] ?? kind.traits?.[name]?.default
  return value === undefined ? undefined : String(value)
}

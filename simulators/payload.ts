import type { Entry } from './device.ts'
import type { Reading } from './world.ts'

/** A station's own message: one reading, or an array of several. */
export function stationPayload(entries: readonly Entry[]): string {
  return JSON.stringify(entries.length === 1 ? entries[0]!.reading : entries.map(({ reading }) => reading))
}

/** A gateway's message: readings by station, each station's in order. */
export function gatewayPayload(entries: readonly Entry[]): string {
  const byStation: Record<string, Reading[]> = {}
  for (const { station, reading } of entries) (byStation[station] ??= []).push(reading)
  return JSON.stringify(byStation)
}

import type { Settings } from '../settings.ts'
import { COMMANDS } from './commands.ts'
import { type Changes, type KeyMap, keyMapOf } from './key-map.ts'

const CHANGES = 'keys'
const OFF = 'keys.off'

/** The keys of this browser's person. */
export function ownKeys(settings: Settings): KeyMap {
  return keyMapOf(COMMANDS, changesOf(settings), settings.kept(OFF) === null)
}

export function turnKeys(settings: Settings, isOn: boolean): void {
  settings.keep(OFF, isOn ? null : '1')
}

/** Another key, none (null), or the shipped one again (undefined). */
export function changeKey(settings: Settings, id: string, key: string | null | undefined): void {
  const { [id]: _, ...others } = changesOf(settings)
  const next = key === undefined ? others : { ...others, [id]: key }
  settings.keep(CHANGES, Object.keys(next).length === 0 ? null : JSON.stringify(next))
}

export function hasChanged(settings: Settings, id: string): boolean {
  return changesOf(settings)[id] !== undefined
}

function changesOf(settings: Settings): Changes {
  try {
    const kept: unknown = JSON.parse(settings.kept(CHANGES) ?? '{}')
    return typeof kept === 'object' && kept !== null ? (kept as Changes) : {}
  } catch {
    return {}
  }
}

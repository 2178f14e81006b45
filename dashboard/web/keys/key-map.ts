import type { Command } from './commands.ts'

type Bound = Pick<Command, 'id' | 'keys' | 'group' | 'isRange'>

/** Which keys do what, as this person wants it. */
export interface KeyMap {
  /** False: no single key does anything (WCAG 2.1.4). */
  readonly isOn: boolean
  keysOf(id: string): readonly string[]
  /** What a key does; pages apart, whose keys come after `go`. */
  commandAt(key: string): string | undefined
  pageAt(key: string): string | undefined
}

/** What was chosen otherwise than shipped: another key, or none. */
export type Changes = Readonly<Record<string, string | null>>

export function keyMapOf(commands: readonly Bound[], changes: Changes, isOn = true): KeyMap {
  const keys = new Map(commands.map((command) => [command.id, keysNow(command, changes)]))
  const at = new Map<string, string>()
  const pages = new Map<string, string>()
  for (const { id, group } of commands)
    for (const key of keys.get(id) ?? []) (isPage(id, group) ? pages : at).set(key, id)
  return {
    isOn,
    keysOf: (id) => keys.get(id) ?? [],
    commandAt: (key) => (isOn ? at.get(key) : undefined),
    pageAt: (key) => (isOn ? pages.get(key) : undefined),
  }
}

/** Whether the command has the key that some other one has; pages and others do not meet. */
export function takenBy(commands: readonly Bound[], map: KeyMap, of: { id: string; key: string }): string | null {
  const wanted = commands.find(({ id }) => id === of.id)
  if (wanted === undefined) return null
  const side = isPage(wanted.id, wanted.group)
  const other = commands.find(
    ({ id, group }) => id !== of.id && isPage(id, group) === side && map.keysOf(id).includes(of.key),
  )
  return other?.id ?? null
}

/** A key as people read it. */
export function printedKey(key: string): string {
  const names: Readonly<Record<string, string>> = {
    ArrowDown: '↓',
    ArrowUp: '↑',
    ArrowLeft: '←',
    ArrowRight: '→',
    Escape: 'Esc',
    ' ': '␣',
  }
  return names[key] ?? (/^\p{Lu}$/u.test(key) ? `Shift+${key}` : key)
}

/** Keys that cannot be given to a command: they only go with others, or move the focus. */
export function isUsable(key: string): boolean {
  return !['Shift', 'Control', 'Alt', 'Meta', 'Tab', 'Dead', 'Process', 'Unidentified', 'CapsLock'].includes(key)
}

function keysNow({ id, keys, isRange }: Bound, changes: Changes): readonly string[] {
  const changed = changes[id]
  if (changed === undefined) return keys
  if (changed === null) return []
  return isRange === true ? keys : [changed]
}

function isPage(id: string, group: Command['group']): boolean {
  return group === 'page' && id !== 'go'
}

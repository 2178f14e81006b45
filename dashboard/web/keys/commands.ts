import type { AlarmList } from '../alarms/alarm-list.ts'
import type { AskedStep } from '../api.ts'
import { toggled } from '../comma-list.ts'
import type { Desk } from '../desk.ts'
import { PAGES } from '../pages.ts'
import { nextTheme } from '../settings.ts'
import type { TextKey } from '../text/text.ts'

/** What keys can reach. */
export interface Reach {
  readonly desk: Desk
  list(): AlarmList | undefined
  /** The page that is shown. */
  page(): Element | undefined
  step(type: AskedStep): void
  ackVisible(): void
  /** Gives the alarm to whoever is on duty. */
  assignToDuty(): void
  /** Takes the last step back. */
  undo(): boolean
  /** Makes an incident of what is picked or selected. */
  declare(): void
  help(): void
  palette(): void
  filter(): void
}

export const COMMAND_GROUPS = ['list', 'step', 'time', 'desk', 'page'] as const

/** Something that a key, the palette or the sheet of keys can do. */
export interface Command {
  readonly id: string
  readonly group: (typeof COMMAND_GROUPS)[number]
  readonly label: TextKey
  /** `KeyboardEvent.key`; a capital letter is with Shift. Of a page: the key after `go`. */
  readonly keys: readonly string[]
  /** Several keys that mean one of many: may be turned off, not exchanged. */
  readonly isRange?: boolean
  /** False: it did not apply here, and the key is left to the browser. */
  run(reach: Reach, key: string): boolean | void
}

const SEVERITIES = ['red', 'orange', 'yellow', 'blue'] as const
const WAITING = 'unacknowledged,returned'

function step(type: AskedStep, keys: readonly string[], label: TextKey): Command {
  return { id: type, group: 'step', label, keys, run: (reach) => reach.step(type) }
}

/** Back, forward, or to the present (0): whatever page has a time takes it. */
function time(id: string, by: -1 | 0 | 1, { key, label }: { key: string; label: TextKey }): Command {
  return {
    id,
    group: 'time',
    label,
    keys: [key],
    run: (reach) => {
      const event = new CustomEvent<number>('time-step', { detail: by, cancelable: true })
      // Whoever takes it says so; else the key does nothing.
      return reach.page()?.dispatchEvent(event) === false
    },
  }
}

/** Everything that single keys do: what binds them, what the `?` sheet tells, and what the palette offers. */
export const COMMANDS: readonly Command[] = [
  { id: 'next', group: 'list', label: 'keys.next', keys: ['j', 'ArrowDown'], run: (reach) => reach.list()?.move(1) },
  {
    id: 'previous',
    group: 'list',
    label: 'keys.previous',
    keys: ['k', 'ArrowUp'],
    run: (reach) => reach.list()?.move(-1),
  },
  { id: 'open', group: 'list', label: 'keys.open', keys: ['Enter'], run: ({ desk }) => open(desk) },
  { id: 'close', group: 'list', label: 'keys.close', keys: ['Escape'], run: ({ desk }) => close(desk) },
  { id: 'select', group: 'list', label: 'keys.select', keys: ['x'], run: (reach) => reach.list()?.select(false) },
  {
    id: 'select-range',
    group: 'list',
    label: 'keys.select.range',
    keys: ['X'],
    run: (reach) => reach.list()?.select(true),
  },
  { id: 'filter', group: 'list', label: 'keys.filter', keys: ['/'], run: (reach) => reach.filter() },
  { id: 'waiting', group: 'list', label: 'keys.waiting', keys: ['u'], run: ({ desk }) => onlyWaiting(desk) },
  {
    id: 'toggle',
    group: 'list',
    label: 'keys.toggle',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    isRange: true,
    run: ({ desk }, key) => toggle(desk, Number(key) - 1),
  },
  step('ack', ['a'], 'keys.ack'),
  { id: 'ack-visible', group: 'step', label: 'keys.ack.visible', keys: ['A'], run: (reach) => reach.ackVisible() },
  step('comment', ['c'], 'keys.comment'),
  step('assign', ['e'], 'keys.assign'),
  { id: 'assign-duty', group: 'step', label: 'keys.duty', keys: ['d'], run: (reach) => reach.assignToDuty() },
  step('shelve', ['z'], 'keys.shelve'),
  step('respond', ['r'], 'keys.respond'),
  { id: 'undo', group: 'step', label: 'keys.undo', keys: ['U'], run: (reach) => reach.undo() },
  { id: 'declare', group: 'step', label: 'keys.declare', keys: ['i'], run: (reach) => reach.declare() },
  { id: 'silence', group: 'step', label: 'keys.silence', keys: ['s'], run: ({ desk }) => desk.sound.silence() },
  time('back', -1, { key: '[', label: 'keys.time.back' }),
  time('forward', 1, { key: ']', label: 'keys.time.forward' }),
  time('live', 0, { key: 't', label: 'keys.time.live' }),
  { id: 'palette', group: 'desk', label: 'keys.palette', keys: [], run: (reach) => reach.palette() },
  { id: 'full', group: 'desk', label: 'keys.full', keys: ['f'], run: () => fullScreen() },
  {
    id: 'theme',
    group: 'desk',
    label: 'keys.theme',
    keys: ['n'],
    run: ({ desk }) => desk.settings.setTheme(nextTheme(desk.settings.theme)),
  },
  {
    id: 'language',
    group: 'desk',
    label: 'keys.language',
    keys: ['l'],
    run: ({ desk }) => desk.settings.setLanguage(desk.settings.language === 'zh' ? 'en' : 'zh'),
  },
  { id: 'help', group: 'desk', label: 'keys.help', keys: ['?'], run: (reach) => reach.help() },
  { id: 'go', group: 'page', label: 'keys.go', keys: ['g'], run: () => undefined },
  ...PAGES.flatMap(({ path, key, label }): Command[] =>
    key === undefined
      ? []
      : [{ id: `page ${path}`, group: 'page', label, keys: [key], run: ({ desk }) => desk.route.go(path) }],
  ),
]

/** An alarm, or the alarms of an incident below it. */
function open({ route, city, picked }: Desk): boolean {
  if (picked === null) return false
  if (city.alarms.has(picked) || route.param('state') === 'normal') route.open('alarm', picked)
  else route.patch({ members: toggled(route.param('members'), picked) })
  return true
}

/** What is selected first, then what is open. */
function close({ route, selection }: Desk): void {
  if (selection.ids.size > 0 && route.param('alarm') === null) selection.clear()
  else route.close('alarm', 'station')
}

function onlyWaiting({ route }: Desk): void {
  if (route.path !== '/alarms') route.go('/alarms', { state: WAITING })
  else route.patch({ state: route.param('state') === WAITING ? null : WAITING })
}

/** On the overview a layer of the map, on the alarms page a severity. */
function toggle({ route, city }: Desk, at: number): void {
  if (route.path === '/alarms') {
    const severity = SEVERITIES[at]
    if (severity !== undefined) route.patch({ severity: toggled(route.param('severity'), severity) })
    return
  }
  const kind = city.facts?.kinds[at]
  if (kind !== undefined) route.patch({ hide: toggled(route.param('hide'), kind.id) })
}

function fullScreen(): void {
  if (document.fullscreenElement === null) void document.documentElement.requestFullscreen().catch(() => undefined)
  else void document.exitFullscreen()
}

import type { AlarmList } from './alarms/alarm-list.ts'
import { toggled } from './comma-list.ts'
import type { AskedStep } from './api.ts'
import type { Desk } from './desk.ts'
import { pageAt, PAGES } from './pages.ts'
import { isWriting } from './writing.ts'
import { isWallPath } from './wall/enter-wall.ts'

/** What keys can reach. */
export interface Reach {
  readonly desk: Desk
  list(): AlarmList | undefined
  step(type: AskedStep): void
  ackVisible(): void
  /** Gives the alarm to whoever is on duty. */
  assignToDuty(): void
  help(): void
  filter(): void
}

const STEP_KEYS: Readonly<Record<string, AskedStep>> = {
  a: 'ack',
  z: 'shelve',
  c: 'comment',
  e: 'assign',
  r: 'respond',
}

/** What a key may do while the past is shown: nothing of the present is touched. */
const IN_THE_PAST = /^([snl?1-9]|Escape)$/

/** Listens to single keys, never while a person writes or a dialog is open. Returns what stops it. */
export function listenToKeys(window: Window, reach: Reach): () => void {
  const { desk } = reach
  let isGoing = false

  function onKey(event: KeyboardEvent): void {
    if (
      desk.session === null ||
      isWallPath(desk.route.path) ||
      event.defaultPrevented ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      isWriting(event)
    )
      return
    const done = isGoing ? go(event.key) : press(event.key)
    isGoing = event.key === 'g' && !isGoing
    if (done) event.preventDefault()
  }

  function go(key: string): boolean {
    const page = PAGES.find((one) => one.key === key)
    if (page === undefined) return false
    desk.route.go(page.path)
    return true
  }

  function press(key: string): boolean {
    if (pageAt(desk.route.path).isPast === true && !IN_THE_PAST.test(key)) return false
    const step = STEP_KEYS[key]
    if (step !== undefined) reach.step(step)
    else if (key === 'j' || key === 'ArrowDown') reach.list()?.move(1)
    else if (key === 'k' || key === 'ArrowUp') reach.list()?.move(-1)
    else if (key === 'A') reach.ackVisible()
    else if (key === 'd') reach.assignToDuty()
    else if (key === 's') desk.sound.silence()
    else if (key === 'n') desk.settings.setTheme(desk.settings.theme === 'dark' ? 'light' : 'dark')
    else if (key === 'l') desk.settings.setLanguage(desk.settings.language === 'zh' ? 'en' : 'zh')
    else if (key === '?') reach.help()
    else if (key === '/') reach.filter()
    else if (key === 'Escape') desk.route.patch({ alarm: null, station: null })
    else if (key === 'Enter' && desk.picked !== null) open(desk.picked)
    else if (/^[1-9]$/.test(key)) toggle(Number(key) - 1)
    else return false
    return true
  }

  /** An alarm, or the alarms of an incident below it. */
  function open(picked: string): void {
    const { route, city } = desk
    if (city.alarms.has(picked)) route.patch({ alarm: picked })
    else route.patch({ members: toggled(route.param('members'), picked) })
  }

  /** On the overview a layer of the map, on the alarms page a severity. */
  function toggle(at: number): void {
    const { route, city } = desk
    if (route.path === '/alarms') {
      const severity = ['red', 'orange', 'yellow', 'blue'][at]
      if (severity !== undefined) route.patch({ severity: toggled(route.param('severity'), severity) })
      return
    }
    const kind = city.facts?.kinds[at]
    if (kind !== undefined) route.patch({ hide: toggled(route.param('hide'), kind.id) })
  }

  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

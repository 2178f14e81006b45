import { pageAt } from '../pages.ts'
import { isWallPath } from '../wall/enter-wall.ts'
import { isWriting } from '../writing.ts'
import { type Command, COMMANDS, type Reach } from './commands.ts'
import { isUsable } from './key-map.ts'
import { ownKeys } from './own-keys.ts'

/** Listens to single keys, never while a person writes or a dialog is open. Returns what stops it. */
export function listenToKeys(window: Window, reach: Reach): () => void {
  const { desk } = reach
  let isGoing = false

  /** The key after `g` is a page's before it is a key of what is on this page. */
  function onSecondKey(event: KeyboardEvent): void {
    if (!isGoing || !isUsable(event.key)) return
    isGoing = false
    if (!isHeard(event)) return
    event.stopImmediatePropagation()
    const id = ownKeys(desk.settings).pageAt(event.key)
    if (id === undefined) return
    event.preventDefault()
    COMMANDS.find((one) => one.id === id)?.run(reach, event.key)
  }

  function isHeard(event: KeyboardEvent): boolean {
    if (desk.session === null || isWallPath(desk.route.path)) return false
    return !event.ctrlKey && !event.altKey && !event.metaKey && !isWriting(event)
  }

  function onKey(event: KeyboardEvent): void {
    if (desk.session === null || isWallPath(desk.route.path) || event.defaultPrevented) return
    if (isPalette(event)) {
      event.preventDefault()
      reach.palette()
      return
    }
    if (!isHeard(event)) return
    const id = ownKeys(desk.settings).commandAt(event.key)
    isGoing = id === 'go'
    const command = COMMANDS.find((one) => one.id === id)
    if (command === undefined || (isOfThePresent(command) && pageAt(desk.route.path).isPast === true)) return
    if (command.run(reach, event.key) !== false) event.preventDefault()
  }

  // Pages listen in the same way, but later than this, so that this is first.
  window.addEventListener('keydown', onSecondKey, { capture: true })
  window.addEventListener('keydown', onKey)
  return () => {
    window.removeEventListener('keydown', onSecondKey, { capture: true })
    window.removeEventListener('keydown', onKey)
  }
}

function isPalette({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey
}

/** What acts on alarms as they are now does nothing while the past is shown. */
function isOfThePresent({ id, group }: Command): boolean {
  return (group === 'step' && id !== 'silence') || (group === 'list' && id !== 'toggle' && id !== 'close')
}

import { pageAt } from '../pages.ts'
import { isWallPath } from '../wall/enter-wall.ts'
import { isWriting } from '../writing.ts'
import { type Command, COMMANDS, type Reach } from './commands.ts'
import { ownKeys } from './own-keys.ts'

/** Listens to single keys, never while a person writes or a dialog is open. Returns what stops it. */
export function listenToKeys(window: Window, reach: Reach): () => void {
  const { desk } = reach
  let isGoing = false

  function onKey(event: KeyboardEvent): void {
    if (desk.session === null || isWallPath(desk.route.path) || event.defaultPrevented) return
    if (isPalette(event)) {
      event.preventDefault()
      reach.palette()
      return
    }
    if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event)) return
    const map = ownKeys(desk.settings)
    const id = isGoing ? map.pageAt(event.key) : map.commandAt(event.key)
    isGoing = id === 'go' && !isGoing
    const command = COMMANDS.find((one) => one.id === id)
    if (command === undefined || (isOfThePresent(command) && pageAt(desk.route.path).isPast === true)) return
    if (command.run(reach, event.key) !== false) event.preventDefault()
  }

  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

function isPalette({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey
}

/** What acts on alarms as they are now does nothing while the past is shown. */
function isOfThePresent({ id, group }: Command): boolean {
  return (group === 'step' && id !== 'silence') || (group === 'list' && id !== 'toggle' && id !== 'close')
}

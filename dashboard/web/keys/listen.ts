import { COMMANDS, type Reach } from './commands.ts'
import { ownKeys } from './own-keys.ts'

/** Listens to single keys, never while a person writes or a dialog is open. Returns what stops it. */
export function listenToKeys(window: Window, reach: Reach): () => void {
  const { desk } = reach
  let isGoing = false

  function onKey(event: KeyboardEvent): void {
    if (desk.session === null) return
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
    if (command !== undefined && command.run(reach, event.key) !== false) event.preventDefault()
  }

  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

function isPalette({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey
}

function isWriting(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('dialog[open]') !== null) return true
  if (target.closest('input:not([type=checkbox]), textarea, select') !== null) return true
  return event.key === 'Enter' && target.closest('button, a, summary') !== null
}

/**
 * Keys of a list of rows (`[data-row]`): j, k and the arrows move the focus, Escape goes up. Never while a person writes
 * or a dialog is open. Returns what stops it.
 */
export function listenToRows(root: () => ParentNode, up: () => boolean): () => void {
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event)) return
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key]
    const isDone = by === undefined ? event.key === 'Escape' && up() : move(by)
    if (!isDone) return
    event.preventDefault()
    // The keys of the alarms are not for this page.
    event.stopImmediatePropagation()
  }

  function move(by: number): boolean {
    const rows = [...root().querySelectorAll<HTMLElement>('[data-row]')]
    const at = rows.findIndex((row) => row.matches(':focus'))
    const from = at === -1 ? rows.findIndex((row) => row.getAttribute('aria-current') === 'true') : at
    const next = from === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by))
    rows[next]?.focus()
    return rows.length > 0
  }

  window.addEventListener('keydown', onKey, { capture: true })
  return () => window.removeEventListener('keydown', onKey, { capture: true })
}

function isWriting(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  return target.closest('dialog[open], input:not([type=checkbox]), textarea, select, pre') !== null
}

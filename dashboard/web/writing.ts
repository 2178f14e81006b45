/** Whether a key belongs to what has the focus. */
export function isWriting(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  // A field of a dialog that was just closed has the focus until the next frame.
  if (!target.checkVisibility()) return false
  if (target.closest('dialog[open]') !== null) return true
  if (target.closest('input:not([type=checkbox]), textarea, select') !== null) return true
  return event.key === 'Enter' && target.closest('button, a, summary') !== null
}

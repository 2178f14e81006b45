/** Closes a menu made of `<details>` when something in it was chosen. */
export function closeOnChoice(event: Event): void {
  const target = event.target as HTMLElement
  if (target.closest('a, button') !== null) (event.currentTarget as HTMLDetailsElement).open = false
}

/** Closes it when the focus goes elsewhere. */
export function closeOnLeave(event: FocusEvent): void {
  const details = event.currentTarget as HTMLDetailsElement
  if (!details.contains(event.relatedTarget as Node | null)) details.open = false
}

/** Closes it by Escape, and puts the focus back on its word. */
export function closeOnEscape(event: KeyboardEvent): void {
  const details = event.currentTarget as HTMLDetailsElement
  if (event.key !== 'Escape' || !details.open) return
  event.stopPropagation()
  details.open = false
  details.querySelector('summary')?.focus()
}

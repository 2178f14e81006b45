import { between, panned, type Window, zoomed } from './window.ts'

/** What hands on a chart can reach. */
export interface Reach {
  /** UTC ms at a place, px from the left of the box; null before the chart is drawn. */
  timeAt(x: number): number | null
  window(): Window
  /** The window that is asked for; null: the whole span again. */
  go(window: Window | null): void
  /** Moves the cursor by so many points; to the first or last by an infinite number. */
  step(by: number): void
  /** Takes the cursor away. */
  leave(): void
  table(): void
  /** Shows what is being chosen, px from the left; null: nothing. */
  mark(span: readonly [from: number, to: number] | null): void
}

const CLICK_PX = 6
const IN = 0.6
const PAN = 0.25
/** Pixels of the wheel that double a window. */
const WHEEL_PX = 500

/** Drag chooses a span, wheel and keys zoom and move. The wheel scrolls the page unless the chart has the focus or Ctrl is held. */
export function listenToHands(box: HTMLElement, reach: Reach): () => void {
  let start: number | null = null
  const xOf = (event: MouseEvent) => event.clientX - box.getBoundingClientRect().left

  function onDown(event: PointerEvent): void {
    if (event.button !== 0) return
    start = xOf(event)
    box.setPointerCapture(event.pointerId)
  }

  function onMove(event: PointerEvent): void {
    if (start === null) return
    const x = xOf(event)
    reach.mark(Math.abs(x - start) > CLICK_PX ? [Math.min(x, start), Math.max(x, start)] : null)
  }

  function onUp(event: PointerEvent): void {
    if (start === null) return
    const [a, b] = [start, xOf(event)]
    drop()
    if (Math.abs(a - b) <= CLICK_PX) return
    const [from, to] = [reach.timeAt(a), reach.timeAt(b)]
    const chosen = from === null || to === null ? null : between(from, to)
    if (chosen !== null) reach.go(chosen)
  }

  function drop(): void {
    start = null
    reach.mark(null)
  }

  function onWheel(event: WheelEvent): void {
    const root = box.getRootNode()
    const hasFocus = root instanceof ShadowRoot && root.activeElement === box
    if (!event.ctrlKey && !event.metaKey && !hasFocus) return
    event.preventDefault()
    const window = reach.window()
    const at = reach.timeAt(xOf(event)) ?? undefined
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      reach.go(panned(window, (event.deltaX || event.deltaY) / WHEEL_PX))
    else reach.go(zoomed(window, 2 ** (event.deltaY / WHEEL_PX), at))
  }

  function onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (!press(event)) return
    event.preventDefault()
    event.stopPropagation()
  }

  function press({ key, shiftKey }: KeyboardEvent): boolean {
    const window = reach.window()
    if (key === 'Escape' && start !== null) drop()
    else if (key === 'ArrowLeft' && shiftKey) reach.go(panned(window, -PAN))
    else if (key === 'ArrowRight' && shiftKey) reach.go(panned(window, PAN))
    else if (key === 'ArrowLeft') reach.step(-1)
    else if (key === 'ArrowRight') reach.step(1)
    else if (key === 'Home') reach.step(-Infinity)
    else if (key === 'End') reach.step(Infinity)
    else if (key === '+' || key === '=') reach.go(zoomed(window, IN))
    else if (key === '-') reach.go(zoomed(window, 1 / IN))
    else if (key === '0') reach.go(null)
    else if (key === 't') reach.table()
    else return false
    return true
  }

  const back = () => reach.go(null)
  const leave = () => start === null && reach.leave()
  const all: readonly (readonly [string, (event: never) => void])[] = [
    ['pointerdown', onDown],
    ['pointermove', onMove],
    ['pointerup', onUp],
    ['pointercancel', drop],
    ['pointerleave', leave],
    ['blur', leave],
    ['dblclick', back],
    ['keydown', onKey],
  ]
  for (const [name, listener] of all) box.addEventListener(name, listener as EventListener)
  box.addEventListener('wheel', onWheel, { passive: false })
  return () => {
    for (const [name, listener] of all) box.removeEventListener(name, listener as EventListener)
    box.removeEventListener('wheel', onWheel)
  }
}

/** A stop of the tour: on which screen, at what, and the name of its texts. */
export interface Stop {
  readonly id: 'strip' | 'link' | 'sound' | 'list' | 'map' | 'console' | 'playback' | 'missing' | 'menu' | 'keys'
  readonly path: string
  /** Where it stands: one selector for each shadow root on the way. */
  readonly at: readonly string[]
}

/** A newcomer's first ten minutes. */
export const STOPS: readonly Stop[] = [
  { id: 'strip', path: '/', at: ['top-strip', '.counters'] },
  { id: 'link', path: '/', at: ['top-strip', '.facts'] },
  { id: 'sound', path: '/', at: ['top-strip', '.sound'] },
  { id: 'list', path: '/', at: ['overview-page', '.list'] },
  { id: 'map', path: '/', at: ['overview-page', 'map-legend'] },
  { id: 'console', path: '/alarms', at: ['alarms-page', '.bar'] },
  { id: 'playback', path: '/playback', at: ['playback-page'] },
  { id: 'missing', path: '/missing', at: ['missing-page'] },
  { id: 'menu', path: '/', at: ['top-strip', 'page-menu'] },
  { id: 'keys', path: '/', at: ['top-strip', '.tools'] },
]

/** Where a stop stands in the window; undefined when it is not there, or has no size. */
export function placeOf(root: ParentNode, at: Stop['at']): DOMRect | undefined {
  let scope: ParentNode | null = root
  let found: Element | null = null
  for (const selector of at) {
    found = scope?.querySelector(selector) ?? null
    scope = found?.shadowRoot ?? null
  }
  const box = found?.getBoundingClientRect()
  return box !== undefined && box.width > 0 && box.height > 0 ? box : undefined
}

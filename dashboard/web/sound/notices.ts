import type { Topics } from '../topics.ts'

/** What the browser itself shows beside the window: an extra, never the only way an alarm is told. */
export interface Notices {
  /** `none`: this browser has none; `refused`: it was forbidden there; `quiet`: allowed, and not wanted. */
  readonly state: 'none' | 'ask' | 'on' | 'quiet' | 'refused'
  /** Must be called from a click or key. */
  ask(): Promise<void>
  turn(): void
  /** Shows one while nobody looks at the window. */
  tell(title: string, body: string, show: () => void): void
}

const KEPT = 'notices'

export function createNotices(window: Window & typeof globalThis, topics: Topics): Notices {
  const { localStorage } = window
  // Absent in pages that are not secure and on some phones.
  const of = 'Notification' in window ? window.Notification : undefined

  function state(): Notices['state'] {
    if (of === undefined) return 'none'
    if (of.permission === 'denied') return 'refused'
    if (of.permission === 'default') return 'ask'
    return localStorage.getItem(KEPT) === 'off' ? 'quiet' : 'on'
  }

  return {
    get state() {
      return state()
    },
    async ask() {
      await of?.requestPermission()
      localStorage.removeItem(KEPT)
      topics.emit('sound')
    },
    turn() {
      if (localStorage.getItem(KEPT) === 'off') localStorage.removeItem(KEPT)
      else localStorage.setItem(KEPT, 'off')
      topics.emit('sound')
    },
    tell(title, body, show) {
      if (of === undefined || state() !== 'on' || window.document.visibilityState === 'visible') return
      try {
        const notice = new of(title, { body, tag: title })
        notice.onclick = () => {
          window.focus()
          show()
          notice.close()
        }
      } catch {
        // Chromium on Android allows them to service workers only.
      }
    },
  }
}

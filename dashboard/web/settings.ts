import type { Language } from '../../domain/label.ts'
import type { Topics } from './topics.ts'

/** Looks of the window: day, night, and the grey field of control rooms (ISA-101). */
export const THEMES = ['light', 'dark', 'grey'] as const
export type Theme = (typeof THEMES)[number]

/** `auto`: as the system says; `schedule`: night between two times of the city. */
export const THEME_CHOICES = ['auto', 'schedule', ...THEMES] as const
export type ThemeChoice = (typeof THEME_CHOICES)[number]

/** Times of day as `HH:MM`. */
export interface Night {
  readonly from: string
  readonly to: string
}

/** What a person chose for this browser. */
export interface Settings {
  readonly language: Language
  readonly themeChoice: ThemeChoice
  /** The theme in force. */
  readonly theme: Theme
  readonly night: Night
  setLanguage(language: Language): void
  setTheme(choice: ThemeChoice): void
  setNight(night: Night): void
  /** Of the city; its times of day are what the schedule goes by. */
  setZone(timeZone: string): void
  /** What was kept under a name, for whoever has a choice of its own. */
  kept(name: string): string | null
  keep(name: string, value: string | null): void
}

/** What changes how the window looks or listens; what else is kept concerns only whoever keeps it. */
const CHOICES: ReadonlySet<string> = new Set(['keys', 'keys.off'])
const NIGHT: Night = { from: '19:00', to: '07:00' }
const LOOK_MS = 30_000

export function createSettings(window: Window, topics: Topics, clock: () => number = Date.now): Settings {
  const { localStorage, document } = window
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  let language: Language = first(localStorage.getItem('language'), ['zh', 'en']) ?? spoken(window.navigator.languages)
  let choice: ThemeChoice = first(localStorage.getItem('theme'), THEME_CHOICES) ?? 'auto'
  let night = nightFrom(localStorage.getItem('night'))
  let zone = 'UTC'
  let shown: Theme | undefined

  function theme(): Theme {
    if (choice === 'auto') return system.matches ? 'dark' : 'light'
    if (choice === 'schedule') return isNight(night, timeOfDay(clock(), zone)) ? 'dark' : 'light'
    return choice
  }

  function apply(): void {
    shown = theme()
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.documentElement.dataset['theme'] = shown
    topics.emit('settings')
  }

  function keep(name: string, value: string | null): void {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  }

  system.addEventListener('change', apply)
  window.setInterval(() => {
    if (choice === 'schedule' && theme() !== shown) apply()
  }, LOOK_MS)
  apply()

  return {
    get language() {
      return language
    },
    get themeChoice() {
      return choice
    },
    get theme() {
      return theme()
    },
    get night() {
      return night
    },
    setLanguage(next) {
      language = next
      keep('language', next)
      apply()
    },
    setTheme(next) {
      choice = next
      keep('theme', next)
      apply()
    },
    setNight(next) {
      night = next
      keep('night', `${next.from} ${next.to}`)
      apply()
    },
    setZone(next) {
      zone = next
      apply()
    },
    kept: (name) => localStorage.getItem(name),
    keep(name, value) {
      keep(name, value)
      if (CHOICES.has(name)) topics.emit('settings')
    },
  }
}

/** The theme after this one. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'light'
}

/** Whether a time of day lies in the night, which may pass midnight. */
export function isNight({ from, to }: Night, time: string): boolean {
  return from <= to ? time >= from && time < to : time >= from || time < to
}

function timeOfDay(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

function nightFrom(kept: string | null): Night {
  const [from, to] = (kept ?? '').split(' ')
  const isTime = (time: string | undefined): time is string => /^\d\d:\d\d$/.test(time ?? '')
  return isTime(from) && isTime(to) ? { from, to } : NIGHT
}

/** Chinese first: English only for a browser that prefers it. */
function spoken(languages: readonly string[]): Language {
  return languages[0]?.startsWith('en') === true ? 'en' : 'zh'
}

function first<T extends string>(value: string | null, allowed: readonly T[]): T | undefined {
  return allowed.find((one) => one === value)
}

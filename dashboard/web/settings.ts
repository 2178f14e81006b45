import type { Language } from '../../domain/label.ts'
import type { Topics } from './topics.ts'

export type ThemeChoice = 'auto' | 'light' | 'dark'

/** What a person chose for this browser. */
export interface Settings {
  readonly language: Language
  readonly themeChoice: ThemeChoice
  /** The theme in force. */
  readonly theme: 'light' | 'dark'
  setLanguage(language: Language): void
  setTheme(choice: ThemeChoice): void
}

export function createSettings(window: Window, topics: Topics): Settings {
  const { localStorage, document } = window
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  let language: Language = first(localStorage.getItem('language'), ['zh', 'en']) ?? spoken(window.navigator.languages)
  let choice: ThemeChoice = first(localStorage.getItem('theme'), ['light', 'dark']) ?? 'auto'

  const theme = () => (choice === 'auto' ? (system.matches ? 'dark' : 'light') : choice)

  function apply(): void {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.documentElement.dataset['theme'] = theme()
    topics.emit('settings')
  }

  system.addEventListener('change', apply)
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
    setLanguage(next) {
      language = next
      localStorage.setItem('language', next)
      apply()
    },
    setTheme(next) {
      choice = next
      localStorage.setItem('theme', next)
      apply()
    },
  }
}

/** Chinese first: English only for a browser that prefers it. */
function spoken(languages: readonly string[]): Language {
  return languages[0]?.startsWith('en') === true ? 'en' : 'zh'
}

function first<T extends string>(value: string | null, allowed: readonly T[]): T | undefined {
  return allowed.find((one) => one === value)
}

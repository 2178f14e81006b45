import { createInstance, type FormatterModule } from 'i18next'
import type { Language } from '../../../domain/label.ts'
import { counted } from './plural.ts'
import { en, zh } from './texts.ts'

/** A text of the interface, by its key. */
export type TextKey = keyof typeof zh

export interface Text {
  (key: TextKey, values?: Readonly<Record<string, string | number>>): string
  /** A text whose key is made from data; the fallback when there is none. */
  of(prefix: string, name: string, fallback: string): string
}

/** What follows the name in a hole: the words for one and for many. */
const COUNTS: FormatterModule = {
  type: 'formatter',
  init() {},
  add() {},
  addCached() {},
  format: (value: string | number, words) => (words ? counted(value, words) : String(value)),
}

/** The texts in both languages; `language` is asked at each call. */
export async function createText(language: () => Language): Promise<Text> {
  const i18n = createInstance().use(COUNTS)
  await i18n.init({
    resources: { zh: { translation: zh }, en: { translation: en } },
    lng: language(),
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    // Lit escapes what it renders.
    interpolation: { escapeValue: false },
  })

  const text = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    i18n.t(key, { ...values, lng: language() })

  return Object.assign(text, {
    of(prefix: string, name: string, fallback: string) {
      const key = `${prefix}.${name}`
      return i18n.exists(key, { lng: language() }) ? text(key) : fallback
    },
  })
}

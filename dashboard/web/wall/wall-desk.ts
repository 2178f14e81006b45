import type { Desk } from '../desk.ts'
import type { Settings } from '../settings.ts'
import { createFormat } from '../text/format.ts'
import { createText } from '../text/text.ts'

/** What a wall decides by itself: nobody stands before it to choose. */
export interface WallLook {
  language: Settings['language']
  theme: Settings['theme']
}

/** The desk with the wall's own language and theme; what a person chose for this browser stays as it is. */
export async function wallDesk(desk: Desk, look: WallLook): Promise<Desk> {
  const text = await createText(() => look.language)
  const settings: Settings = {
    get language() {
      return look.language
    },
    get themeChoice() {
      return look.theme
    },
    get theme() {
      return look.theme
    },
    setLanguage: () => undefined,
    setTheme: () => undefined,
    night: desk.settings.night,
    setNight: () => undefined,
    setZone: () => undefined,
    kept: (name) => desk.settings.kept(name),
    keep: () => undefined,
  }
  return Object.create(desk, {
    text: { value: text },
    settings: { value: settings },
    format: { get: () => createFormat(look.language, desk.city.facts?.timeZone ?? 'UTC') },
  }) as Desk
}

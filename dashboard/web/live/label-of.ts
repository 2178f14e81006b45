import { nameIn, type Language } from '../../../domain/label.ts'
import type { Named } from '../api.ts'

/** Name of one of a list in a language; the id when nobody has it. */
export function labelOf(named: readonly Named[] | undefined, id: string, language: Language): string {
  const found = named?.find((one) => one.id === id)
  return found === undefined ? id : nameIn(language, found.label)
}

import type { Text } from './text.ts'

/** A letter for each flag but pass: a mark that needs no colour. */
export const FLAG_LETTERS: Readonly<Record<number, string>> = { 2: 'N', 3: 'S', 4: 'F', 9: 'M' }

/** Letter and name of a flag; empty for pass. */
export function flagWords(flag: number, text: Text): string {
  return flag === 1 ? '' : `${FLAG_LETTERS[flag] ?? flag} ${text.of('flag', String(flag), '')}`.trim()
}

import type { Text } from './text.ts'

/** UCUM codes as they are printed; what is not here is made readable by rule. */
const PRINTED: Readonly<Record<string, string>> = {
  'ug/m3': 'µg/m³',
  'mg/m3': 'mg/m³',
  'dB{A}': 'dB(A)',
  'dB[A]': 'dB(A)',
  Cel: '°C',
  '[ppb]': 'ppb',
  '[ppm]': 'ppm',
  '[NTU]': 'NTU',
  '{NTU}': 'NTU',
  '{ntu}': 'NTU',
  'uS/cm': 'µS/cm',
  'm3/s': 'm³/s',
  '[pH]': '',
  '1': '',
  deg: '°',
}

/** The unit as people write it; annotations like `{vehicles}/h` are translated where a text exists. */
export function printedUnit(code: string, text: Text): string {
  const known = PRINTED[code]
  if (known !== undefined) return known
  return code
    .replace(/\{([^}]*)\}/g, (_, word: string) => text.of('unit', word, word))
    .replace(/(?<=[a-z])3\b/g, '³')
    .replace(/(?<=[a-z])2\b/g, '²')
}

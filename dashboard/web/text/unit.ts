import { displayUnit } from '../../../domain/units.ts'
import type { Text } from './text.ts'

/** A unit as people write it; counted things are named in the language of the interface. */
export function printedUnit(code: string, text: Text): string {
  const shown = displayUnit(code)
  const [thing = '', ...per] = shown.split('/')
  return [text.of('unit', thing, thing), ...per].join('/')
}

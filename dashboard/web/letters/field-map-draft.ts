import { guessFieldRules } from '../../../domain/field-map-guess.ts'
import type { FieldMap, FieldRule } from '../../../domain/field-map.ts'
import type { DeadLetter } from '../../../domain/wire.ts'
import { bytesOf, textOf } from './bytes-view.ts'

/** What a name can be mapped to besides the kind's names. */
export const UNCHANGED = ''
export const LEFT_OUT = '-'

/** A rule as it stands in the form. */
export interface DraftRow {
  readonly sent: string
  to: string
  unit: string
  factor: string
  plus: string
  fromText: boolean
}

/** A field map as it stands in the form. */
export interface Draft {
  time: 'ms' | 's' | 'us' | 'ns'
  readonly rows: DraftRow[]
}

/**
 * Begins with the map in force and the names that a letter and its like send; what the kind does not know gets the name
 * most like it.
 */
export function draftOf(
  { letter, others }: { readonly letter: DeadLetter; readonly others: readonly DeadLetter[] },
  known: readonly string[],
  inForce: FieldMap | null,
): Draft {
  const alike = others.filter(({ kind, vendor }) => kind === letter.kind && vendor === letter.vendor)
  const sent: Record<string, unknown> = Object.assign({}, ...[...alike, letter].map(valuesIn))
  const guessed = guessFieldRules(Object.keys(sent), known)
  const names = [...new Set([...Object.keys(sent), ...Object.keys(inForce?.values ?? {})])]
  const isSeconds = letter.reason === 'too-old' && letter.field === 'ts'
  return {
    time: inForce ? (inForce.time ?? 'ms') : isSeconds ? 's' : 'ms',
    rows: names.map((name) => {
      const own = inForce && Object.hasOwn(inForce.values, name) ? inForce.values[name] : undefined
      const rule = own ?? guessed.get(name) ?? undefined
      const isUnknown = own === undefined && guessed.get(name) === null
      return {
        sent: name,
        to: isUnknown ? LEFT_OUT : rule === undefined ? UNCHANGED : (rule.to ?? LEFT_OUT),
        unit: rule?.unit ?? '',
        factor: rule?.factor === undefined ? '' : String(rule.factor),
        plus: rule?.plus === undefined ? '' : String(rule.plus),
        fromText: rule?.fromText ?? typeof sent[name] === 'string',
      }
    }),
  }
}

/** The map that a form says. Rows that change nothing are no rules. */
export function mapOf({ time, rows }: Draft): FieldMap {
  const rules = rows.flatMap((row): [string, FieldRule][] => {
    const { sent, to, unit, factor, plus, fromText } = row
    if (to === LEFT_OUT) return [[sent, { to: null }]]
    const rule: FieldRule = {
      to: to === UNCHANGED ? sent : to,
      ...(unit !== '' && { unit }),
      ...numberOf('factor', factor),
      ...numberOf('plus', plus),
      ...(fromText && { fromText }),
    }
    return to === UNCHANGED && Object.keys(rule).length === 1 ? [] : [[sent, rule]]
  })
  return { values: Object.fromEntries(rules), ...(time !== 'ms' && { time }) }
}

function numberOf(name: 'factor' | 'plus', text: string): Partial<FieldRule> {
  const number = Number(text.replace(',', '.'))
  return text === '' || !Number.isFinite(number) ? {} : { [name]: number }
}

/** Values of the first reading in a letter. */
function valuesIn({ raw, station }: DeadLetter): Readonly<Record<string, unknown>> {
  try {
    const json = JSON.parse(textOf(bytesOf(raw))) as unknown
    const isOfGateway = typeof json === 'object' && json !== null && station !== null && station in json
    const sent: unknown = isOfGateway ? (json as Record<string, unknown>)[station] : json
    const reading: unknown = Array.isArray(sent) ? sent[0] : sent
    const { values } = (reading ?? {}) as { values?: unknown }
    return typeof values === 'object' && values !== null && !Array.isArray(values) ? { ...values } : {}
  } catch {
    return {}
  }
}

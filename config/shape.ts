import type { TSchema } from 'typebox'
import type { Path } from './document.ts'
import { show, suggest } from './fault.ts'

/** Where a value does not have the shape that its schema asks for. */
export interface ShapeFault {
  readonly path: Path
  readonly found: string
  readonly expected: string
}

/** The JSON Schema words that the schemas of the city use. */
interface Shape {
  type?: string
  anyOf?: Shape[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Shape>
  patternProperties?: Record<string, Shape>
  required?: string[]
  additionalProperties?: boolean
  minProperties?: number
  items?: Shape | Shape[]
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
}

/** Every place where the value departs from the schema, in words for people; none exactly when the value is valid. */
export function shapeFaults(schema: TSchema, value: unknown): ShapeFault[] {
  const faults: ShapeFault[] = []
  check(schema, value, [], faults)
  return faults
}

function check(shape: Shape, value: unknown, path: Path, faults: ShapeFault[]): void {
  if (shape.anyOf) return checkUnion(shape.anyOf, value, path, faults)
  const wrong = () =>
    faults.push({ path, found: at(path, value), expected: expectation(shape) + nearest(shape, value) })
  const choices = choicesOf(shape)
  if (choices) {
    if (!choices.includes(value)) wrong()
  } else if (shape.type === 'object') {
    if (!isMap(value)) wrong()
    else checkMap(shape, value, path, faults)
  } else if (shape.type === 'array') {
    if (!Array.isArray(value) || !fits(shape, value)) wrong()
    else value.forEach((item, i) => check(itemShape(shape, i), item, [...path, i], faults))
  } else if (!fits(shape, value)) wrong()
}

function checkMap(shape: Shape, value: Record<string, unknown>, path: Path, faults: ShapeFault[]): void {
  const properties = shape.properties ?? {}
  const patterns = Object.entries(shape.patternProperties ?? {})
  for (const key of shape.required ?? [])
    if (!Object.hasOwn(value, key))
      faults.push({ path, found: `${where(path)} has no ${key}`, expected: expectation(properties[key]!) })
  for (const [key, part] of Object.entries(value)) {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined
    const inner = own ?? patterns.find(([pattern]) => new RegExp(pattern, 'u').test(key))?.[1]
    if (inner) check(inner, part, [...path, key], faults)
    else if (shape.additionalProperties === false)
      faults.push({
        path: [...path, key],
        found: `${where(path)} has the unknown key ${JSON.stringify(key)}`,
        expected: keysOf(shape, value) + hint(shape, value, key),
      })
  }
  if (Object.keys(value).length < (shape.minProperties ?? 0))
    faults.push({ path, found: `${where(path)} is empty`, expected: `at least ${shape.minProperties}` })
}

/** Reports against the branch that the value most likely means: the one its type and its telling word choose. */
function checkUnion(branches: Shape[], value: unknown, path: Path, faults: ShapeFault[]): void {
  const tries = branches.map((branch) => {
    const found: ShapeFault[] = []
    check(branch, value, path, found)
    return found
  })
  if (tries.some((found) => found.length === 0)) return
  const likely = branches.map((branch) => sameType(branch, value))
  if (likely.filter(Boolean).length === 1 && !branches.every(choicesOf)) {
    faults.push(...tries[likely.indexOf(true)]!)
    return
  }
  const word = isMap(value) ? tellingWord(branches) : undefined
  if (word === undefined) {
    faults.push({ path, found: at(path, value), expected: branches.map(expectation).join(', or ') })
    return
  }
  const told = (value as Record<string, unknown>)[word]
  const chosen = branches.findIndex((branch) => choicesOf(branch.properties![word]!)!.includes(told))
  if (chosen >= 0) faults.push(...tries[chosen]!)
  else
    check({ enum: branches.flatMap((branch) => choicesOf(branch.properties![word]!)!) }, told, [...path, word], faults)
}

function tellingWord(branches: Shape[]): string | undefined {
  const [first, ...rest] = branches.map((branch) =>
    Object.entries(branch.properties ?? {}).flatMap(([key, inner]) => (choicesOf(inner) ? [key] : [])),
  )
  return first?.find((key) => rest.every((keys) => keys.includes(key)))
}

function sameType(shape: Shape, value: unknown): boolean {
  if (shape.type === 'object') return isMap(value)
  if (shape.type === 'array') return Array.isArray(value)
  return typeof value === (shape.type === 'integer' ? 'number' : shape.type)
}

function fits(shape: Shape, value: unknown): boolean {
  switch (shape.type) {
    case 'array':
      return within((value as unknown[]).length, shape.minItems, shape.maxItems ?? tupleLength(shape))
    case 'boolean':
      return typeof value === 'boolean'
    case 'string':
      if (typeof value !== 'string') return false
      return within(Array.from(value).length, shape.minLength, shape.maxLength) && matches(shape.pattern, value)
    case 'number':
    case 'integer':
      if (typeof value !== 'number' || !Number.isFinite(value)) return false
      if (shape.type === 'integer' && !Number.isInteger(value)) return false
      return within(value, shape.minimum, shape.maximum) && value > (shape.exclusiveMinimum ?? -Infinity)
    default:
      return true
  }
}

function within(count: number, least = -Infinity, most = Infinity): boolean {
  return count >= least && count <= most
}

function matches(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || new RegExp(pattern, 'u').test(text)
}

function itemShape(shape: Shape, i: number): Shape {
  return Array.isArray(shape.items) ? shape.items[i]! : (shape.items ?? {})
}

function tupleLength(shape: Shape): number | undefined {
  return Array.isArray(shape.items) ? shape.items.length : undefined
}

function choicesOf(shape: Shape): unknown[] | undefined {
  return shape.enum ?? (shape.const === undefined ? undefined : [shape.const])
}

function expectation(shape: Shape): string {
  const choices = choicesOf(shape)
  if (choices) return choices.length === 1 ? String(choices[0]) : `one of ${choices.join(', ')}`
  if (shape.anyOf) return shape.anyOf.map(expectation).join(', or ')
  switch (shape.type) {
    case 'object':
      return shape.required?.length ? `a map with ${shape.required.join(', ')}` : 'a map'
    case 'array': {
      const length = tupleLength(shape)
      if (length !== undefined) return `a list of ${length}: ${(shape.items as Shape[]).map(expectation).join('; ')}`
      return shape.minItems ? `a list of at least ${shape.minItems}` : 'a list'
    }
    case 'string':
      if (shape.pattern !== undefined) return `text like ${shape.pattern}`
      return shape.maxLength === undefined ? 'text' : `text of 1 to ${shape.maxLength} characters`
    case 'boolean':
      return 'true or false'
    case 'number':
    case 'integer':
      return (shape.type === 'integer' ? 'a whole number' : 'a number') + span(shape)
    default:
      return 'something else'
  }
}

function span({ minimum, maximum, exclusiveMinimum }: Shape): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` of at least ${minimum}`
  return maximum === undefined ? '' : ` of at most ${maximum}`
}

function nearest(shape: Shape, value: unknown): string {
  if (shape.type === 'string' && typeof value === 'number') return ' (put it in quotes)'
  const words = choicesOf(shape)?.filter((choice) => typeof choice === 'string')
  return typeof value === 'string' && words ? suggest(value, words) : ''
}

function keysOf(shape: Shape, value: Record<string, unknown>): string {
  const open = Object.keys(shape.properties ?? {}).filter((key) => !Object.hasOwn(value, key))
  if (shape.patternProperties) return `a name like ${Object.keys(shape.patternProperties).join(' or ')}`
  return open.length > 0 ? `no other key than ${open.join(', ')}` : 'no further key'
}

/** In a map on one line, what follows the comma of a text is taken for a key. */
function hint({ properties = {} }: Shape, value: Record<string, unknown>, key: string): string {
  if (value[key] === null) return ' (a text with a comma goes in quotes)'
  return suggest(
    key,
    Object.keys(properties).filter((name) => !Object.hasOwn(value, name)),
  )
}

function at(path: Path, value: unknown): string {
  return `${where(path)} is ${show(value)}`
}

/** A path as people write it: `values.pm25.fail[1]`. */
export function where(path: Path): string {
  if (path.length === 0) return 'the file'
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The words of JSON Schema that the forms go by. */
export interface Shape {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly minItems?: number
}

export type Path = readonly (string | number)[]

/** What a form begins with: everything that is needed, empty. */
export function emptyOf(shape: Shape): unknown {
  if (shape.enum) return shape.enum[0]
  if (shape.type === 'object')
    return Object.fromEntries((shape.required ?? []).map((key) => [key, emptyOf(shape.properties?.[key] ?? {})]))
  if (shape.type === 'array') return (shape.minItems ?? 0) > 0 && shape.items ? [emptyOf(shape.items)] : []
  return shape.type === 'number' || shape.type === 'integer' ? 0 : ''
}

/** A value with a part of it changed; undefined takes the part away. Does not change the one that was given. */
export function withPart(value: unknown, path: Path, part: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return part
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value
    const at = Number(step)
    if (rest.length === 0 && part === undefined) return list.filter((_, i) => i !== at)
    const next = [...list]
    next[at] = withPart(list[at], rest, part)
    return next
  }
  const whole = (value ?? {}) as Readonly<Record<string, unknown>>
  const { [step]: before, ...others } = whole
  const next = withPart(before, rest, part)
  // Where it was, so that fields stay in their order.
  return next === undefined ? others : { ...whole, [step]: next }
}

import type { FieldRule } from './field-map.ts'

/** What vendors write for the names of the Smart Data Models. */
const USUAL: Readonly<Record<string, string>> = {
  rh: 'relativeHumidity',
  hum: 'relativeHumidity',
  ws: 'windSpeed',
  wd: 'windDirection',
  leq: 'LAeq',
  flow: 'intensity',
  free: 'availableSpotNumber',
  cond: 'conductivity',
  turb: 'turbidity',
}
const LEAST_LIKE = 0.5

/** Rules for the names that a kind does not know, each for the name of the kind that looks most like it; null: none does. */
export function guessFieldRules(
  sent: readonly string[],
  known: readonly string[],
): ReadonlyMap<string, FieldRule | null> {
  const free = new Set(known.filter((name) => !sent.includes(name)))
  const pairs = sent
    .filter((name) => !known.includes(name))
    .flatMap((name) => [...free].map((to) => ({ name, to, like: likeness(name, to) })))
    .filter(({ like }) => like >= LEAST_LIKE)
    .toSorted((a, b) => b.like - a.like)
  const rules = new Map<string, FieldRule | null>()
  for (const name of sent) if (!known.includes(name)) rules.set(name, null)
  for (const { name, to } of pairs) {
    if (rules.get(name) !== null || !free.delete(to)) continue
    rules.set(name, { to })
  }
  return rules
}

/** From 0 (nothing in common) to 1 (the same but for case and signs). */
export function likeness(a: string, b: string): number {
  const [x, y] = [bare(a), bare(b)]
  if (x === '' || y === '') return 0
  if (x === y) return 1
  if (Object.hasOwn(USUAL, x) && bare(USUAL[x]!) === y) return 0.95
  const [short, long] = x.length < y.length ? [x, y] : [y, x]
  if (short.length >= 3 && (long.startsWith(short) || long.endsWith(short)))
    return 0.7 + (0.2 * short.length) / long.length
  return dice(x, y)
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Share of pairs of letters that both have. */
function dice(a: string, b: string): number {
  const pairsOf = (text: string) => Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2))
  const left = pairsOf(a)
  const right = pairsOf(b)
  let shared = 0
  for (const pair of left) {
    const at = right.indexOf(pair)
    if (at === -1) continue
    right.splice(at, 1)
    shared++
  }
  const all = a.length - 1 + (b.length - 1)
  return all <= 0 ? 0 : (2 * shared) / all
}

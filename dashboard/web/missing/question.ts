/** How far back is looked, ms. */
export const WINDOWS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 } as const
export type WindowChoice = keyof typeof WINDOWS

/** What stations are put together by. */
export const GROUPINGS = ['district', 'department', 'vendor', 'station'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** Parameters of the address that choose stations, and the server's names for them; of no vendor: `vendor` is `NO_VENDOR`. */
const CHOICES = {
  district: 'district',
  department: 'department',
  vendor: 'vendor',
  kind: 'kind',
  at: 'station',
} as const
export type Choice = keyof typeof CHOICES
export const CHOICE_NAMES = Object.keys(CHOICES) as readonly Choice[]

/** An address cannot hold an empty value. No vendor is called so: names are trimmed. */
const NO_VENDOR = ' '

/** What the page shows, as its address says it. */
export interface Question {
  readonly window: WindowChoice
  readonly by: Grouping
  readonly chosen: Readonly<Partial<Record<Choice, string>>>
  /** Also gaps that were filled. */
  readonly isAllGaps: boolean
}

type Param = (name: string) => string | null

/** Reads the address; what it does not say, or says wrongly, is as when the page is opened. */
export function questionOf(param: Param): Question {
  const window = param('window') ?? ''
  const chosen = Object.fromEntries(
    CHOICE_NAMES.flatMap((name) => {
      const value = param(name)
      return value === null || value === '' ? [] : [[name, value]]
    }),
  )
  return {
    window: Object.hasOwn(WINDOWS, window) ? (window as WindowChoice) : '24h',
    by: GROUPINGS.find((one) => one === param('by')) ?? 'district',
    chosen,
    isAllGaps: param('gaps') === 'all',
  }
}

/** Query parameters of the server for what is chosen. */
export function queryOf({ window, chosen }: Question, now: number): Record<string, string> {
  const query: Record<string, string> = { from: String(Math.floor(now - WINDOWS[window])), to: String(Math.ceil(now)) }
  for (const name of CHOICE_NAMES) {
    const value = chosen[name]
    if (value !== undefined) query[CHOICES[name]] = value === NO_VENDOR ? '' : value
  }
  return query
}

/** Changes of the address that open a group: those of a station show its hours, all others their stations. */
export function into(by: Grouping, key: string): Record<string, string | null> {
  if (by === 'station') return { at: key }
  return { [by]: key === '' ? NO_VENDOR : key, by: 'station' }
}

/** One level up: from a station to its group, from a group to the city. Null: it is the city already. */
export function outOf({ chosen, by }: Question): Record<string, string | null> | null {
  if (chosen.at !== undefined) return { at: null }
  const last = (['vendor', 'department', 'district'] as const).find((name) => chosen[name] !== undefined)
  if (last !== undefined) return { [last]: null, by: last }
  return by === 'station' ? { by: null } : null
}

/** Worst first: what is missing, then what waits; nobody's and the never seen at the end. */
export function byNeed<T extends { readonly key: string; readonly pending: number; readonly missing: Need | null }>(
  groups: readonly T[],
): readonly T[] {
  const rank = ({ missing, pending }: T) => {
    const share = missing?.completeness ?? null
    if (share !== null && share < 1) return share
    if (missing !== null && missing.gaps > 0) return 1
    if (pending > 0) return 2
    return share === null ? 4 : 3
  }
  return groups.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (b.missing?.gaps ?? 0) - (a.missing?.gaps ?? 0) ||
      b.pending - a.pending ||
      (a.key < b.key ? -1 : 1),
  )
}

interface Need {
  readonly completeness: number | null
  readonly gaps: number
}

/** `99.9`: a share in percent, never rounded up to 100. */
export function percentOf(share: number): number {
  return Math.floor(share * 1000) / 10
}

/** Whether the choice is of stations without a vendor. */
export function isNoVendor(value: string): boolean {
  return value === NO_VENDOR
}

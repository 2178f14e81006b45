import { nameIn, type Language } from '../../../domain/label.ts'
import type { StationEntry } from '../../../domain/wire.ts'

export const SORTS = ['name', 'kind', 'district', 'status', 'age', 'alarms'] as const
export type Sort = (typeof SORTS)[number]

/** Which stations, and in which order; all of it in the address. */
export interface ListQuestion {
  readonly kinds: ReadonlySet<string>
  readonly districts: ReadonlySet<string>
  readonly states: ReadonlySet<string>
  /** Lower case. */
  readonly words: readonly string[]
  readonly sort: Sort
  readonly isDown: boolean
}

/** The question of an address; nonsense in it asks nothing. */
export function listQuestionOf(param: (name: string) => string | null): ListQuestion {
  const set = (name: string) => new Set((param(name) ?? '').split(',').filter((one) => one !== ''))
  const asked = param('sort') ?? ''
  const isDown = asked.startsWith('-')
  const sort = SORTS.find((one) => one === (isDown ? asked.slice(1) : asked)) ?? 'name'
  const words = (param('text') ?? '').toLowerCase().split(/\s+/)
  return {
    kinds: set('kind'),
    districts: set('district'),
    states: set('status'),
    words: words.filter((one) => one !== ''),
    sort,
    isDown: isDown && sort === asked.slice(1),
  }
}

/** The parameter for a click on the head of a column: the other way round where it is sorted by it already. */
export function sortAfter({ sort, isDown }: Pick<ListQuestion, 'sort' | 'isDown'>, clicked: Sort): string {
  return clicked === sort && !isDown ? `-${clicked}` : clicked
}

/** What sorting and finding need to know besides the registry. */
export interface ListFacts {
  readonly language: Language
  /** Everything that a person may look for, lower case. */
  words(station: StationEntry): string
  /** Age of the newest reading, ms; null: none is known. */
  age(station: StationEntry): number | null
  /** Open alarms, weighed by severity. */
  alarms(station: StationEntry): number
  kind(station: StationEntry): string
  district(station: StationEntry): string
}

const STATE_ORDER = ['offline', 'unknown', 'stale', 'online']

/** The stations that were asked for, in order; the id settles what is equal. */
export function chosen(all: Iterable<StationEntry>, question: ListQuestion, facts: ListFacts): readonly StationEntry[] {
  const found = [...all].filter((station) => isChosen(station, question, facts))
  const { compare } = new Intl.Collator(facts.language === 'zh' ? 'zh-CN' : 'en', { numeric: true })
  const key = keyOf(question.sort, facts)
  const keyed = found.map((station) => [key(station), station] as const)
  const sign = question.isDown ? -1 : 1
  keyed.sort(([a, one], [b, other]) => {
    const by = typeof a === 'string' && typeof b === 'string' ? compare(a, b) : Number(a) - Number(b)
    return by * sign || (one.id < other.id ? -1 : 1)
  })
  return keyed.map(([, station]) => station)
}

/** How many stations of each state the rest of the question leaves. */
export function statesOf(
  all: Iterable<StationEntry>,
  question: ListQuestion,
  facts: ListFacts,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const any = { ...question, states: new Set<string>() }
  for (const station of all)
    if (isChosen(station, any, facts)) counts.set(station.presence.state, (counts.get(station.presence.state) ?? 0) + 1)
  return counts
}

function isChosen(station: StationEntry, question: ListQuestion, facts: ListFacts): boolean {
  const { kinds, districts, states, words } = question
  if (kinds.size > 0 && !kinds.has(station.kind)) return false
  if (districts.size > 0 && !districts.has(station.district)) return false
  if (states.size > 0 && !states.has(station.presence.state)) return false
  if (words.length === 0) return true
  const text = facts.words(station)
  return words.every((word) => text.includes(word))
}

function keyOf(sort: Sort, facts: ListFacts): (station: StationEntry) => string | number {
  switch (sort) {
    case 'name':
      return ({ name }) => nameIn(facts.language, name)
    case 'kind':
      return facts.kind
    case 'district':
      return facts.district
    case 'status':
      return ({ presence }) => STATE_ORDER.indexOf(presence.state)
    case 'age':
      return (station) => facts.age(station) ?? Number.MAX_SAFE_INTEGER
    case 'alarms':
      return (station) => -facts.alarms(station)
  }
}

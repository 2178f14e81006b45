import { csvRecords } from './csv-read.ts'
import { type ImportFault, type ImportFaultReason, MOST_COLUMNS, MOST_IMPORTED } from './enrolment.ts'
import type { Kind, Kinds } from './kind.ts'
import { PRIORITIES } from './priority.ts'
import { isReserved } from './sign-in.ts'
import { ID_PATTERN, type Station } from './station.ts'

/** What a list of stations is judged by. */
export interface ListTerms {
  readonly kinds: Kinds
  readonly districts: readonly string[]
  readonly departments: readonly string[]
  isGateway(id: string): boolean
  /** The id is in use, or was. */
  isTaken(id: string): boolean
}

export interface StationList {
  /** Those of the lines without a fault. */
  readonly stations: readonly Station[]
  readonly faults: readonly ImportFault[]
}

const NEEDED = ['id', 'kind', 'name', 'district', 'lon', 'lat'] as const
const OTHERS = ['owner', 'vendor', 'gateway', 'everySeconds', 'priority'] as const
const TRAIT = 'trait.'
const MOST_VENDOR = 64
const NAME = /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]{1,120}$/u

type Cells = ReadonlyMap<string, string>

/** Reads a list of stations and says of every bad line what is wrong and what to do. */
export function readStationList(csv: string, terms: ListTerms): StationList {
  const whole = (line: number, reason: ImportFaultReason, expected = ''): StationList => ({
    stations: [],
    faults: [faultOf(line, null, { reason, expected })],
  })
  // What stands for bytes that are no UTF-8; Excel writes the letters of its own country.
  const strange = csv.indexOf('\uFFFD')
  if (strange >= 0) return whole(csv.slice(0, strange).split('\n').length, 'not-utf-8')
  const records = csvRecords(csv)
  if (!records) return whole(1, 'quote-open')
  const [heading, ...lines] = records
  if (!heading || lines.length === 0) return whole(1, 'no-lines', NEEDED.join(','))
  if (lines.length > MOST_IMPORTED) return whole(lines[MOST_IMPORTED]!.line, 'too-many', String(MOST_IMPORTED))
  if (heading.cells.length > MOST_COLUMNS) return whole(heading.line, 'columns-too-many', String(MOST_COLUMNS))
  const columns = heading.cells.map((cell) => cell.trim())
  const faults = headingFaults(columns)
  if (faults.length > 0) return { stations: [], faults }
  const seen = new Map<string, number>()
  const stations: Station[] = []
  for (const { line, cells } of lines) {
    const own: ImportFault[] = []
    const tell: Tell = (column, what) => void own.push(faultOf(line, column, what))
    if (cells.length > columns.length) {
      tell(null, { reason: 'cells-too-many', found: String(cells.length), expected: String(columns.length) })
    }
    const of = new Map(columns.map((column, i) => [column, (cells[i] ?? '').trim()]))
    const station = stationOf(of, terms, tell)
    const before = seen.get(station.id)
    if (before !== undefined) tell('id', { reason: 'id-twice', found: station.id, expected: String(before) })
    else seen.set(station.id, line)
    if (own.length === 0) stations.push(station)
    faults.push(...own)
  }
  return { stations, faults }
}

interface What {
  readonly reason: ImportFaultReason
  readonly found?: string
  readonly expected?: string
}

type Tell = (column: string | null, what: What) => void

/** In words for the terminal and for scripts; the browser has its own. */
const WORDS: Readonly<Record<ImportFaultReason, readonly [problem: string, remedy: string]>> = {
  'not-utf-8': ['the letters are not UTF-8', 'save the list as CSV UTF-8'],
  'quote-open': ['a quotation mark is not closed', 'close it, or write it twice where it belongs to the text'],
  'no-lines': ['there is no line below the heading', 'begin with the heading % and a line for each station'],
  'too-many': ['there are too many stations', 'split the list: at most %'],
  'columns-too-many': ['there are too many columns', 'leave out those that are not needed: at most %'],
  'column-missing': ['the column is missing', 'add it to the heading'],
  'column-unknown': ['the column is not known', 'use %'],
  'column-twice': ['the column stands there twice', 'take one of them away'],
  'cells-too-many': ['there are more cells than headings', 'put text that has a comma in quotation marks'],
  'id-bad': ['this is no id', 'use 1 to 63 of A-Z a-z 0-9 _ . : -, beginning with a letter or digit'],
  'id-taken': ['the id is taken, or was before', 'use another id, or leave the line out'],
  'id-twice': ['the id stands in line % too', 'give each station an id of its own'],
  'kind-unknown': ['there is no such kind', 'use one of %'],
  'name-bad': ['it is empty, too long or has letters that cannot be shown', 'give 1 to 120 letters'],
  'value-unknown': ['it is not known here', 'use one of %'],
  'gateway-unknown': ['there is no such gateway', 'make the gateway first, or leave the cell empty'],
  'too-long': ['it is too long', 'shorten it to % letters'],
  'trait-unknown': ['the kind has no such trait', 'use %, or leave the cell empty'],
  'number-bad': ['it is not such a number', 'give a number %'],
  'number-comma': ['it is not a number', 'write a point, not a comma'],
}

function faultOf(line: number, column: string | null, { reason, found = '', expected = '' }: What): ImportFault {
  const [problem, remedy] = WORDS[reason]
  const of = (words: string) => words.replace('%', () => expected)
  return { line, column, reason, found: shortened(found), expected, problem: of(problem), remedy: of(remedy) }
}

function headingFaults(columns: readonly string[]): ImportFault[] {
  const faults: ImportFault[] = []
  const known: readonly string[] = [...NEEDED, ...OTHERS]
  for (const name of NEEDED) if (!columns.includes(name)) faults.push(faultOf(1, name, { reason: 'column-missing' }))
  for (const [i, name] of columns.entries()) {
    const isKnown = known.includes(name) || (name.startsWith(TRAIT) && name.length > TRAIT.length)
    const expected = `${known.join(', ')}, ${TRAIT}…`
    if (!isKnown) faults.push(faultOf(1, shortened(name), { reason: 'column-unknown', found: name, expected }))
    else if (columns.indexOf(name) !== i) faults.push(faultOf(1, name, { reason: 'column-twice' }))
  }
  return faults
}

function stationOf(of: Cells, terms: ListTerms, tell: Tell): Station {
  const cell = (name: string) => of.get(name) ?? ''
  const [id, kindId, gateway] = [cell('id'), cell('kind'), cell('gateway')]
  if (!new RegExp(ID_PATTERN).test(id) || isReserved(id)) tell('id', { reason: 'id-bad', found: id })
  else if (terms.isTaken(id)) tell('id', { reason: 'id-taken', found: id })
  const kind = terms.kinds.get(kindId)
  if (!kind) tell('kind', { reason: 'kind-unknown', found: kindId, expected: [...terms.kinds.keys()].join(', ') })
  if (!NAME.test(cell('name'))) tell('name', { reason: 'name-bad', found: cell('name') })
  among('district', cell('district'), terms.districts, tell)
  if (cell('owner') !== '') among('owner', cell('owner'), terms.departments, tell)
  if (cell('priority') !== '') among('priority', cell('priority'), PRIORITIES, tell)
  if (gateway !== '' && !terms.isGateway(gateway)) tell('gateway', { reason: 'gateway-unknown', found: gateway })
  if (cell('vendor').length > MOST_VENDOR) {
    tell('vendor', { reason: 'too-long', found: cell('vendor'), expected: String(MOST_VENDOR) })
  }
  const everySeconds =
    cell('everySeconds') === '' ? undefined : number('everySeconds', of, { tell, least: Number.MIN_VALUE })
  const traits = kind ? traitsOf(of, kind, tell) : {}
  return {
    id,
    kind: kindId,
    name: cell('name'),
    district: cell('district'),
    lon: number('lon', of, { tell, least: -180, most: 180 }),
    lat: number('lat', of, { tell, least: -90, most: 90 }),
    ...(cell('owner') === '' ? {} : { owner: cell('owner') }),
    ...(cell('vendor') === '' ? {} : { vendor: cell('vendor') }),
    ...(gateway === '' ? {} : { gateway }),
    ...(everySeconds === undefined ? {} : { everySeconds }),
    ...(cell('priority') === '' ? {} : { priority: cell('priority') as Station['priority'] & string }),
    ...(Object.keys(traits).length === 0 ? {} : { traits }),
  }
}

function traitsOf(of: Cells, kind: Kind, tell: Tell): Record<string, string | number> {
  const traits: Record<string, string | number> = {}
  for (const [column, text] of of) {
    if (!column.startsWith(TRAIT) || text === '') continue
    const name = column.slice(TRAIT.length)
    const known = kind.traits ?? {}
    const trait = Object.hasOwn(known, name) ? known[name] : undefined
    if (!trait) {
      const expected = Object.keys(known).map((one) => TRAIT + one)
      tell(column, { reason: 'trait-unknown', found: name, expected: expected.join(', ') })
    } else if (trait.oneOf) among(column, text, trait.oneOf, tell)
    if (trait) traits[name] = trait.type === 'number' ? number(column, of, { tell }) : text
  }
  return traits
}

function among(column: string, value: string, known: readonly string[], tell: Tell): void {
  if (!known.includes(value)) tell(column, { reason: 'value-unknown', found: value, expected: known.join(', ') })
}

function number(
  column: string,
  of: Cells,
  { tell, least = -Number.MAX_VALUE, most }: { readonly tell: Tell; readonly least?: number; readonly most?: number },
): number {
  const found = of.get(column) ?? ''
  const value = /^[+-]?\d+(\.\d+)?$/.test(found) ? Number(found) : Number.NaN
  if (value >= least && value <= (most ?? Number.MAX_VALUE)) return value
  if (/^[+-]?\d+,\d+$/.test(found)) tell(column, { reason: 'number-comma', found })
  else tell(column, { reason: 'number-bad', found, expected: most === undefined ? '' : `${least} … ${most}` })
  return 0
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

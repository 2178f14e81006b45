import type { Compilable } from 'kysely'
import type { ChainHead } from '../../domain/cap/chain.ts'
import type { IssuedWarning } from '../../domain/cap/issued.ts'
import type { Reference } from '../../domain/cap/message.ts'
import type { Label } from '../../domain/label.ts'
import { type PageOf, pageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'
import type { WarningRow } from './warning-row.ts'

/** A message to be kept; its number and what it replaces are given by the records. */
export type NewWarning = Omit<WarningRow, 'number' | 'supersededBy'>

/** An issued message with its documents. */
export interface WarningDocument {
  readonly warning: IssuedWarning
  readonly description: Label
  readonly instruction: Label | null
  /** When its chain began. */
  readonly publishedAt: number
  readonly xml: string
  readonly cnXml: string | null
}

/** The newest message of an alarm or incident, with all of its chain. */
export interface Chain {
  readonly head: ChainHead
  /** Of the head's chain, oldest first. */
  readonly references: readonly Reference[]
}

export interface WarningFilter extends Paging {
  /** In force at `now`, or not. */
  readonly state?: 'active' | 'past'
  readonly source?: string
  readonly sourceId?: string
  readonly now: number
}

/** Issued CAP messages. Nothing is ever changed in one but what took its place. */
export interface WarningRecords {
  /** Refuses a second message of the same number of an alarm, or of the same entry. */
  add(warning: NewWarning): readonly Compilable[]
  /** Null when nothing was ever issued of it. */
  chainOf(source: string, sourceId: string): Promise<Chain | null>
  /** Everything whose newest message is no Cancel. */
  open(): Promise<readonly { readonly source: string; readonly sourceId: string; readonly expiresAt: number | null }[]>
  /** The first entry from a second on that no message has; the eleventh of a second is in the next. */
  freeEntry(second: number): Promise<number>
  /** Newest first. */
  list(filter: WarningFilter): Promise<PageOf<IssuedWarning>>
  get(identifier: string): Promise<WarningDocument | undefined>
  /** In force and Public, newest first, with the documents. */
  inForce(now: number): Promise<readonly WarningDocument[]>
  /** When what is in force last changed, by a message or because one ran out, UTC ms; 0 before the first. Of scope Public. */
  changedAt(now: number): Promise<number>
}

const MOST_IN_FEED = 500
const FAR_AHEAD_MS = 3_600_000

export function buildWarningRecords({ db }: Records): WarningRecords {
  const all = () => db.selectFrom('warnings')
  const documents = () =>
    all()
      .select([...SHOWN, 'xml', 'cnXml'])
      .select((of) =>
        of
          .selectFrom('warnings as begun')
          .select('begun.sentAt')
          .whereRef('begun.source', '=', 'warnings.source')
          .whereRef('begun.sourceId', '=', 'warnings.sourceId')
          .whereRef('begun.n', '=', 'warnings.chain')
          .$asScalar()
          .$notNull()
          .as('publishedAt'),
      )

  return {
    add,
    chainOf: async (source, sourceId) => {
      const rows = await all()
        .select(OF_CHAIN)
        .where('source', '=', source)
        .where('sourceId', '=', sourceId)
        .where('chain', '=', (of) =>
          of
            .selectFrom('warnings as newest')
            .select((inner) => inner.fn.max('newest.chain').as('chain'))
            .where('newest.source', '=', source)
            .where('newest.sourceId', '=', sourceId),
        )
        .orderBy('n')
        .execute()
      const head = rows.at(-1)
      if (!head) return null
      return { head: head as unknown as ChainHead, references: rows }
    },
    open: () =>
      all()
        .select(['source', 'sourceId', 'expiresAt'])
        .where('supersededBy', 'is', null)
        .where('msgType', '!=', 'Cancel')
        .execute(),
    freeEntry: async (second) => {
      const newest = await all()
        .select((of) => of.fn.max<number | null>('entry').as('entry'))
        .where('entry', '>=', second)
        // What a clock that was set back has left further ahead is not in the way.
        .where('entry', '<', second + FAR_AHEAD_MS)
        .executeTakeFirstOrThrow()
      if (newest.entry === null) return second
      return newest.entry % 1000 < 9 ? newest.entry + 1 : newest.entry - 9 + 1000
    },
    list: async ({ state, source, sourceId, now, limit, cursor }) => {
      const seen = seenIn(cursor)
      let query = all().select(SHOWN)
      if (source !== undefined) query = query.where('source', '=', source)
      if (sourceId !== undefined) query = query.where('sourceId', '=', sourceId)
      if (state === 'active')
        query = query
          .where('supersededBy', 'is', null)
          .where('msgType', '!=', 'Cancel')
          .where((of) => of.or([of('expiresAt', 'is', null), of('expiresAt', '>', now)]))
      if (state === 'past')
        query = query.where((of) =>
          of.or([of('supersededBy', 'is not', null), of('msgType', '=', 'Cancel'), of('expiresAt', '<=', now)]),
        )
      if (seen !== null) query = query.where('number', '<', seen)
      const rows = await query
        .orderBy('number', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, { numberOf: (row) => row.number, toItem: issuedOf })
    },
    get: async (identifier) => {
      const row = await documents().where('identifier', '=', identifier).executeTakeFirst()
      return row && documentOf(row)
    },
    inForce: async (now) => {
      const rows = await documents()
        .where('supersededBy', 'is', null)
        .where('msgType', '!=', 'Cancel')
        .where('scope', '=', 'Public')
        .where((of) => of.or([of('expiresAt', 'is', null), of('expiresAt', '>', now)]))
        .orderBy('number', 'desc')
        .limit(MOST_IN_FEED)
        .execute()
      return rows.map(documentOf)
    },
    changedAt: async (now) => {
      const ofPublic = all().where('scope', '=', 'Public')
      const sent = await ofPublic.select((of) => of.fn.max<number | null>('sentAt').as('at')).executeTakeFirstOrThrow()
      const ranOut = await ofPublic
        .select((of) => of.fn.max<number | null>('expiresAt').as('at'))
        .where('supersededBy', 'is', null)
        .where('msgType', '!=', 'Cancel')
        .where('expiresAt', '<=', now)
        .executeTakeFirstOrThrow()
      return Math.max(sent.at ?? 0, ranOut.at ?? 0)
    },
  }
}

function add(warning: NewWarning): readonly Compilable[] {
  const { source, sourceId, n, chain } = warning
  const columns = COLUMNS.join(', ')
  const values = COLUMNS.map(() => '?').join(', ')
  return [
    statement(
      `insert into warnings (number, ${columns}) select coalesce(max(number), 0) + 1, ${values} from warnings`,
      COLUMNS.map((column) => warning[column]),
    ),
    statement(
      `update warnings set supersededBy = (select max(number) from warnings)
       where source = ? and sourceId = ? and chain = ? and n < ? and supersededBy is null`,
      [source, sourceId, chain, n],
    ),
  ]
}

const COLUMNS = [
  'identifier',
  'source',
  'sourceId',
  'n',
  'chain',
  'msgType',
  'status',
  'scope',
  'severity',
  'cause',
  'by',
  'why',
  'sender',
  'senderCode',
  'sentAt',
  'entry',
  'expiresAt',
  'material',
  'count',
  'seq',
  'summary',
  'hash',
  'xml',
  'cnXml',
] as const satisfies readonly (keyof NewWarning)[]

const OF_CHAIN = [
  'n',
  'chain',
  'msgType',
  'cause',
  'material',
  'severity',
  'count',
  'seq',
  'sentAt',
  'expiresAt',
  'sender',
  'senderCode',
  'identifier',
  'entry',
] as const satisfies readonly (keyof WarningRow)[]

const SHOWN = [
  'number',
  'identifier',
  'sender',
  'source',
  'sourceId',
  'n',
  'chain',
  'msgType',
  'status',
  'scope',
  'severity',
  'cause',
  'by',
  'why',
  'sentAt',
  'expiresAt',
  'summary',
  'hash',
  'supersededBy',
] as const satisfies readonly (keyof WarningRow)[]

/** What lists and the feed show of a message. */
export interface WarningSummary extends Pick<IssuedWarning, 'headline' | 'areas' | 'isInCn'> {
  readonly description: Label
  readonly instruction: Label | null
}

type Shown = Pick<WarningRow, (typeof SHOWN)[number]>

function issuedOf(row: Shown): IssuedWarning {
  const { summary, ...rest } = row
  const { headline, areas, isInCn } = JSON.parse(summary) as WarningSummary
  return { ...(rest as unknown as IssuedWarning), headline, areas, isInCn }
}

function documentOf({
  xml,
  cnXml,
  ...row
}: Shown & Pick<WarningRow, 'xml' | 'cnXml'> & { publishedAt: number }): WarningDocument {
  const { description, instruction } = JSON.parse(row.summary) as WarningSummary
  const { publishedAt, ...shown } = row
  return { warning: issuedOf(shown), description, instruction, publishedAt, xml, cnXml }
}

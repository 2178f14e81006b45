import { type Compilable, type ExpressionBuilder, sql } from 'kysely'
import { type DeadLetterSummary, OPEN_STATES } from '../../domain/dead-letter.ts'
import type { DeadLetter, LetterState } from '../../domain/wire.ts'
import { type PageOf, pageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import type { DeadLetterRow, Schema } from './schema.ts'
import { statement } from './statement.ts'

/** A refused message on its way to the dead letters. */
export type NewDeadLetter = Pick<
  DeadLetterRow,
  'position' | 'receivedAt' | 'topic' | 'station' | 'stage' | 'reason' | 'detail' | 'item' | 'raw'
> &
  Partial<Pick<DeadLetterRow, 'vendor' | 'kind' | 'field'>>

/** Which letters; every part that is given must hold. Times are of receipt, UTC ms, `to` exclusive. */
export interface LetterFilter {
  readonly station?: string
  readonly vendor?: string
  readonly kind?: string
  readonly reason?: string
  readonly stage?: string
  readonly field?: string
  readonly states?: readonly LetterState[]
  readonly from?: number
  readonly to?: number
  readonly stations?: readonly string[]
}

/** What became of a replay, for the letter. */
export interface Settled {
  readonly id: number
  readonly state: 'replayed' | 'refused-again'
  readonly at: number
  readonly note: string
  readonly position: number
  readonly mapVersion: number | null
}

/** Messages that were refused, with their raw bytes, for people to look at, repair and replay. */
export interface DeadLetterRecords {
  add(letter: NewDeadLetter): Compilable
  /** Newest first. */
  list(filter: LetterFilter & Paging): Promise<PageOf<DeadLetter>>
  get(id: number): Promise<DeadLetter | undefined>
  /** By cause, the largest group first; of very many letters only the newest are counted. */
  summary(filter: LetterFilter): Promise<DeadLetterSummary>
  /** Numbers behind `after`, oldest first, and how many there are in all. */
  idsAfter(filter: LetterFilter, after: number, limit: number): Promise<{ ids: readonly number[]; count: number }>
  /** Makes an open letter `replaying`, with what is to run in place of its bytes; false when it is not open any more. */
  claim(
    id: number,
    by: { readonly actor: string; readonly at: number; readonly edited: Uint8Array | null },
  ): Promise<boolean>
  /** Back to waiting: of one that could not be put into the journal. */
  release(id: number, note: string): Compilable
  /** Back to waiting: all that were left `replaying` by a process that ended before it had put them into the journal. */
  releaseAll(before: number): Promise<number>
  /** With its entry in the audit log. Belongs in the transaction that moves the position of the line: a replay is judged once. */
  settle(settled: Settled): readonly Compilable[]
  /** Closes those that are open, each with its entry in the audit log; says how many. */
  discard(
    ids: readonly number[],
    by: { readonly actor: string; readonly at: number; readonly reason: string },
  ): Promise<number>
}

/** Rows that a summary looks at, at the most. */
const MOST_COUNTED = 200_000
const MOST_GROUPS = 200

export function buildDeadLetterRecords({ db }: Records): DeadLetterRecords {
  return { add, list, get, summary, idsAfter, claim, release, releaseAll, settle, discard }

  async function list(filter: LetterFilter & Paging): Promise<PageOf<DeadLetter>> {
    const { limit } = filter
    const seen = seenIn(filter.cursor)
    let query = db.selectFrom('dead_letters').selectAll().where(chosenBy(filter))
    if (seen !== null) query = query.where('id', '<', seen)
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, { numberOf: (row) => row.id, toItem: toDeadLetter })
  }

  async function get(id: number): Promise<DeadLetter | undefined> {
    const row = await db.selectFrom('dead_letters').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toDeadLetter(row)
  }

  async function summary(filter: LetterFilter): Promise<DeadLetterSummary> {
    const newest = db
      .selectFrom('dead_letters')
      .select(['id', 'receivedAt', 'reason', 'vendor', 'station', 'kind', 'field'])
      .where(chosenBy(filter))
      .orderBy('receivedAt', 'desc')
      .limit(MOST_COUNTED)
      .as('newest')
    const groups = await db
      .selectFrom(newest)
      .select((of) => [
        'reason',
        'vendor',
        sql<string | null>`case when vendor is null then station end`.as('station'),
        'kind',
        'field',
        of.fn.countAll<number>().as('count'),
        sql<number>`count(distinct station)`.as('stations'),
        of.fn.min<number>('receivedAt').as('firstAt'),
        of.fn.max<number>('receivedAt').as('lastAt'),
        of.fn.max<number>('id').as('example'),
      ])
      .groupBy(['reason', 'vendor', sql`case when vendor is null then station end`, 'kind', 'field'])
      .orderBy('count', 'desc')
      .orderBy('example', 'desc')
      .execute()
    const last = await db
      .selectFrom('dead_letters')
      .select(sql<number | null>`max(receivedAt)`.as('at'))
      .executeTakeFirst()
    const count = groups.reduce((sum, group) => sum + group.count, 0)
    return { groups: groups.slice(0, MOST_GROUPS), count, isWhole: count < MOST_COUNTED, lastAt: last?.at ?? null }
  }

  async function idsAfter(filter: LetterFilter, after: number, limit: number) {
    const rows = db.selectFrom('dead_letters').where(chosenBy(filter)).where('id', '>', after)
    const ids = await rows.select('id').orderBy('id').limit(limit).execute()
    const { count } = await rows.select((of) => of.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    return { ids: ids.map(({ id }) => id), count }
  }

  async function claim(
    id: number,
    { actor, at, edited }: { readonly actor: string; readonly at: number; readonly edited: Uint8Array | null },
  ): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('dead_letters')
      .set({ state: 'replaying', actor, changedAt: at, note: null, edited, mapVersion: null, replayPosition: null })
      .where('id', '=', id)
      .where('state', 'in', OPEN_STATES)
      .executeTakeFirst()
    return Number(numUpdatedRows) === 1
  }

  async function releaseAll(before: number): Promise<number> {
    const { numUpdatedRows } = await db
      .updateTable('dead_letters')
      .set({ state: 'waiting', note: 'the city ended before it was run again' })
      .where('state', '=', 'replaying')
      .where('changedAt', '<', before)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  }

  async function discard(
    ids: readonly number[],
    { actor, at, reason }: { readonly actor: string; readonly at: number; readonly reason: string },
  ): Promise<number> {
    const isMeant = (of: ExpressionBuilder<Schema, 'dead_letters'>) =>
      of.and([of('id', 'in', ids), of('state', 'in', OPEN_STATES)])
    if (ids.length === 0) return 0
    return db.transaction().execute(async (within) => {
      const entries = within
        .selectFrom('dead_letters')
        .select([
          sql.val(at).as('at'),
          sql.val(actor).as('actor'),
          sql.lit('discard-dead-letter').as('action'),
          sql<string>`cast(id as text)`.as('object'),
          sql.lit('ok').as('result'),
          sql.val(reason).as('detail'),
        ])
        .where(isMeant)
      await within
        .insertInto('audit')
        .columns(['at', 'actor', 'action', 'object', 'result', 'detail'])
        .expression(entries)
        .execute()
      const { numUpdatedRows } = await within
        .updateTable('dead_letters')
        .set({ state: 'discarded', actor, changedAt: at, note: reason })
        .where(isMeant)
        .executeTakeFirst()
      return Number(numUpdatedRows)
    })
  }
}

function add(letter: NewDeadLetter): Compilable {
  const { position, receivedAt, topic, station, stage, reason, detail, item, raw } = letter
  const { vendor = null, kind = null, field = null } = letter
  return statement(
    `insert into dead_letters (position, receivedAt, topic, station, stage, reason, detail, item, raw, vendor, kind, field)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [position, receivedAt, topic, station, stage, reason, detail, item, raw, vendor, kind, field],
  )
}

function release(id: number, note: string): Compilable {
  return statement(`update dead_letters set state = 'waiting', note = ? where id = ? and state = 'replaying'`, [
    note,
    id,
  ])
}

function settle({ id, state, at, note, position, mapVersion }: Settled): readonly Compilable[] {
  const detail = `as message ${position}${mapVersion === null ? '' : `, by field map version ${mapVersion}`}: ${note}`
  return [
    statement(
      `update dead_letters set state = ?1, replayedAt = case ?1 when 'replayed' then ?2 else replayedAt end,
         changedAt = ?2, note = ?3, replayPosition = ?4, mapVersion = ?5
       where id = ?6`,
      [state, at, note, position, mapVersion, id],
    ),
    statement(
      `insert into audit (at, actor, action, object, result, detail)
       select ?1, coalesce(actor, 'system'), 'replay-dead-letter', cast(id as text), ?2, case when edited is null then ?3 else 'edited, ' || ?3 end
       from dead_letters where id = ?4`,
      [at, state === 'replayed' ? 'ok' : 'refused', detail, id],
    ),
  ]
}

function chosenBy(filter: LetterFilter) {
  return (of: ExpressionBuilder<Schema, 'dead_letters'>) =>
    of.and([
      ...(['station', 'vendor', 'kind', 'reason', 'stage', 'field'] as const).flatMap((column) => {
        const wanted = filter[column]
        return wanted === undefined ? [] : [of(column, '=', wanted)]
      }),
      ...(filter.stations === undefined
        ? []
        : [sql<boolean>`station in (select value from json_each(${JSON.stringify(filter.stations)}))`]),
      ...(filter.states === undefined ? [] : [of('state', 'in', filter.states)]),
      ...(filter.from === undefined ? [] : [of('receivedAt', '>=', filter.from)]),
      ...(filter.to === undefined ? [] : [of('receivedAt', '<', filter.to)]),
    ])
}

function toDeadLetter({
  raw,
  edited,
  actor,
  ...row
}: Omit<DeadLetterRow, 'id' | 'state'> & { id: number; state: LetterState }): DeadLetter {
  return { ...row, by: actor, raw: base64(raw), edited: edited && base64(edited) }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

import type { Compilable } from 'kysely'
import type { Grant, GrantUse } from '../../domain/access/grant.ts'
import type { GrantRow } from './people-schema.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** Grants between departments, all in memory: every request of a department asks for them. */
export interface Grants {
  get(id: number): Grant | undefined
  /** Newest first. */
  all(): readonly Grant[]
  /** Keeps one as it is now, in place of what it was, together with what it is noted by. */
  save(grant: Grant, notes?: readonly Compilable[]): Promise<void>
  nextId(): number
  /** Adds up uses within an hour. */
  use(grant: number, uses: readonly GrantUse[], notes?: readonly Compilable[]): Promise<void>
  /** Newest first, at most 500. */
  uses(grant: number): Promise<readonly GrantUse[]>
}

const KEEP = `insert or replace into grants
  (id, toDepartment, fromDepartment, kinds, purpose, state, askedBy, askedAt, days, decidedBy, decidedAt, until, endedBy, endedAt)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const USE = `insert into grant_uses ("grant", user, hour, action, count, firstAt, lastAt) values (?, ?, ?, ?, ?, ?, ?)
  on conflict ("grant", user, hour, action) do update set count = count + excluded.count, lastAt = excluded.lastAt`
const MOST_USES = 500

export async function openGrants({ db, transact }: Records): Promise<Grants> {
  const grants = new Map<number, Grant>()
  for (const row of await db.selectFrom('grants').selectAll().orderBy('id').execute()) grants.set(row.id, grantOf(row))
  let last = [...grants.keys()].at(-1) ?? 0

  return {
    get: (id) => grants.get(id),
    all: () => [...grants.values()].toReversed(),
    async save(grant, notes = []) {
      await transact([keep(grant), ...notes])
      grants.set(grant.id, grant)
    },
    nextId: () => ++last,
    use: (grant, uses, notes = []) =>
      transact([
        ...uses.map(({ user, hour, action, count, firstAt, lastAt }) =>
          statement(USE, [grant, user, hour, action, count, firstAt, lastAt]),
        ),
        ...notes,
      ]),
    uses: (grant) =>
      db
        .selectFrom('grant_uses')
        .select(['user', 'hour', 'action', 'count', 'firstAt', 'lastAt'])
        .where('grant', '=', grant)
        .orderBy('lastAt', 'desc')
        .limit(MOST_USES)
        .execute(),
  }
}

function keep(grant: Grant): Compilable {
  const { id, to, from, kinds, purpose, state, askedBy, askedAt, days } = grant
  return statement(KEEP, [
    id,
    to,
    from,
    kinds && JSON.stringify(kinds),
    purpose,
    state,
    askedBy,
    askedAt,
    days,
    grant.decidedBy,
    grant.decidedAt,
    grant.until,
    grant.endedBy,
    grant.endedAt,
  ])
}

function grantOf({ toDepartment, fromDepartment, kinds, ...row }: Omit<GrantRow, 'id'> & { id: number }): Grant {
  return {
    ...row,
    to: toDepartment,
    from: fromDepartment,
    kinds: kinds === null ? null : (JSON.parse(kinds) as string[]),
  }
}

import type { Compilable } from 'kysely'
import type { Role } from '../../domain/access/roles.ts'
import { CityError } from '../../domain/errors.ts'
import type { PersonRow } from './people-schema.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** What the city knows of somebody besides the password. */
export interface Person {
  /** In small letters. */
  readonly user: string
  readonly roles: readonly Role[]
  /** Null: the whole city. */
  readonly departments: readonly string[] | null
  /** Of the first start: the one account that may have every administration. */
  readonly isBootstrap: boolean
  /** The password must be changed before anything else. */
  readonly mustChange: boolean
  readonly isOff: boolean
  readonly createdAt: number
  readonly createdBy: string
  /** Who they are to the city's sign-in service: issuer, a space, subject. */
  readonly subject: string | null
  /** Second factor; `secret` is sealed. Not confirmed, it is not asked for. */
  readonly totp: { readonly secret: string; readonly confirmedAt: number | null; readonly step: number } | null
  /** SHA-256 of the recovery codes that are left, base64url. */
  readonly recovery: readonly string[]
}

/** People, all in memory: every request asks who somebody is. */
export interface People {
  get(user: string): Person | undefined
  bySubject(subject: string): Person | undefined
  all(): IteratorObject<Person>
  /** Keeps somebody new, together with what it is noted by. */
  save(person: Person, notes?: readonly Compilable[]): Promise<void>
  /** Changes somebody: at once for who asks, durable when it resolves. Two changes at a time both hold. Throws `not-found`. */
  update(user: string, change: Partial<Omit<Person, 'user'>>, notes?: readonly Compilable[]): Promise<Person>
  remove(user: string, notes?: readonly Compilable[]): Promise<void>
}

export async function openPeople({ db, transact }: Records): Promise<People> {
  const people = new Map<string, Person>()
  for (const row of await db.selectFrom('people').selectAll().execute()) people.set(row.user, personOf(row))

  return {
    get: (user) => people.get(user.toLowerCase()),
    bySubject: (subject) => people.values().find((person) => person.subject === subject),
    all: () => people.values(),
    async save(person, notes = []) {
      await transact([keep(person), ...notes])
      people.set(person.user, person)
    },
    async update(user, change, notes = []) {
      const before = people.get(user.toLowerCase())
      if (!before) throw new CityError('not-found', `There is no user ${user}.`)
      const after = { ...before, ...change }
      people.set(after.user, after)
      try {
        await transact([keep(after), ...notes])
      } catch (error) {
        if (people.get(after.user) === after) people.set(after.user, before)
        throw error
      }
      return after
    },
    async remove(user, notes = []) {
      await transact([statement('delete from people where user = ?', [user]), ...notes])
      people.delete(user)
    },
  }
}

const KEEP = `insert or replace into people
  (user, roles, departments, isBootstrap, mustChange, isOff, createdAt, createdBy, subject, totp, totpAt, totpStep, recovery)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

function keep(person: Person): Compilable {
  const { departments, totp } = person
  return statement(KEEP, [
    person.user,
    JSON.stringify(person.roles),
    departments === null ? null : JSON.stringify(departments),
    Number(person.isBootstrap),
    Number(person.mustChange),
    Number(person.isOff),
    person.createdAt,
    person.createdBy,
    person.subject,
    totp?.secret ?? null,
    totp?.confirmedAt ?? null,
    totp?.step ?? 0,
    JSON.stringify(person.recovery),
  ])
}

function personOf(row: PersonRow): Person {
  return {
    user: row.user,
    roles: JSON.parse(row.roles) as Role[],
    departments: row.departments === null ? null : (JSON.parse(row.departments) as string[]),
    isBootstrap: row.isBootstrap === 1,
    mustChange: row.mustChange === 1,
    isOff: row.isOff === 1,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    subject: row.subject,
    totp: row.totp === null ? null : { secret: row.totp, confirmedAt: row.totpAt, step: row.totpStep },
    recovery: JSON.parse(row.recovery) as string[],
  }
}

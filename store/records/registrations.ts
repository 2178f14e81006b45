import { createHash, createHmac } from 'node:crypto'
import type { Registration, RegistrationWish } from '../../domain/enrolment.ts'
import type { RegistrationRow } from './device-schema.ts'
import type { Records } from './records.ts'

/** Devices that ask to be registered. Bounded in number and age. */
export interface Registrations {
  /** Notes that a device asks, and says how it stands; null when there is no room for another one. */
  ask(order: {
    readonly id: string
    readonly claim: string
    readonly wish: RegistrationWish
    readonly address: string
    readonly at: number
  }): Promise<RegistrationRow['state'] | 'rival' | null>
  /** False when it does not wait. */
  decide(
    id: string,
    decision: { readonly state: 'approved' | 'rejected'; readonly by: string; readonly at: number },
  ): Promise<boolean>
  get(id: string): Promise<Registration | null>
  /** Those that wait, oldest first. */
  list(): Promise<readonly Registration[]>
}

const MOST_WAITING = 1_000
/** So long an approved device may ask for its credentials again: the answer may have been lost. */
const TOLD_MS = 86_400_000
/** Who has not asked for so long is forgotten. */
const KEEP_MS = 7 * 86_400_000

export function buildRegistrations({ db }: Records, hashKey: Uint8Array): Registrations {
  const claimOf = (claim: string) =>
    `${markOf(claim)}.${createHmac('sha256', hashKey).update(`claim ${claim}`).digest('base64url')}`

  return {
    async ask({ id, claim, wish, address, at }) {
      await db
        .deleteFrom('registrations')
        .where('lastAt', '<', at - KEEP_MS)
        .execute()
      const known = await db.selectFrom('registrations').selectAll().where('id', '=', id).executeTakeFirst()
      if (!known) {
        const { count } = await db
          .selectFrom('registrations')
          .select((of) => of.fn.countAll<number>().as('count'))
          .where('state', '=', 'pending')
          .executeTakeFirstOrThrow()
        if (count >= MOST_WAITING) return null
        const row = {
          id,
          claim: claimOf(claim),
          wish: JSON.stringify(wish),
          address,
          firstAt: at,
          lastAt: at,
          rivals: 0,
          state: 'pending' as const,
          decidedBy: null,
          decidedAt: null,
        }
        await db
          .insertInto('registrations')
          .values(row)
          .onConflict((on) => on.doNothing())
          .execute()
        return 'pending'
      }
      if (known.claim !== claimOf(claim)) {
        await db
          .updateTable('registrations')
          .set((of) => ({ rivals: of('rivals', '+', 1) }))
          .where('id', '=', id)
          .execute()
        return 'rival'
      }
      if (known.state === 'approved' && at > (known.decidedAt ?? 0) + TOLD_MS) return 'rival'
      const said = known.state === 'pending' ? { wish: JSON.stringify(wish), address } : {}
      await db
        .updateTable('registrations')
        .set({ lastAt: at, ...said })
        .where('id', '=', id)
        .execute()
      return known.state
    },
    async decide(id, { state, by, at }) {
      const { numUpdatedRows } = await db
        .updateTable('registrations')
        .set({ state, decidedBy: by, decidedAt: at, lastAt: at })
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
    async get(id) {
      const row = await db.selectFrom('registrations').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? shown(row) : null
    },
    async list() {
      const rows = await db
        .selectFrom('registrations')
        .selectAll()
        .where('state', '=', 'pending')
        .orderBy('firstAt')
        .orderBy('id')
        .execute()
      return rows.map(shown)
    },
  }
}

function shown({ id, claim, wish, address, firstAt, lastAt, rivals, state }: RegistrationRow): Registration {
  return {
    id,
    wish: JSON.parse(wish) as RegistrationWish,
    address,
    mark: claim.split('.')[0]!,
    firstAt,
    lastAt,
    rivals,
    state,
  }
}

function markOf(claim: string): string {
  return createHash('sha256').update(claim).digest('hex').slice(0, 8)
}

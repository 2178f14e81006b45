import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** Failed sign-ins by key, so that a restart forgives nobody; and from where somebody is known. */
export interface SignInFailures {
  /** Those since `since`. */
  load(since: number): Promise<readonly (readonly [key: string, times: readonly number[]])[]>
  /** Keeps the times of a key; none: it is forgotten. Drops what is older than `since`. */
  save(key: string, times: readonly number[], since: number): Promise<void>
}

export function buildSignInFailures({ db, transact }: Records): SignInFailures {
  return {
    async load(since) {
      const rows = await db.selectFrom('sign_in_failures').selectAll().where('lastAt', '>', since).execute()
      return rows.map(({ key, times }) => [key, JSON.parse(times) as number[]] as const)
    },
    async save(key, times, since) {
      const last = times.at(-1)
      await transact([
        last === undefined
          ? statement('delete from sign_in_failures where key = ?', [key])
          : statement('insert or replace into sign_in_failures (key, times, lastAt) values (?, ?, ?)', [
              key,
              JSON.stringify(times),
              last,
            ]),
        statement('delete from sign_in_failures where lastAt < ?', [since]),
      ])
    },
  }
}

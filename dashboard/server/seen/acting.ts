import { AsyncLocalStorage } from 'node:async_hooks'
import type { Session } from '../auth/session.ts'

/** In whose name the work at hand is done. */
export interface Acting {
  /** Null: nobody is signed in. */
  session(): Session | null
  /** Does work, and all that comes of it, in somebody's name. */
  as<T>(session: Session | null, work: () => T): T
}

/** Carried along with the work itself, so that no call can forget to say who asks. */
export function makeActing(): Acting {
  const storage = new AsyncLocalStorage<Session | null>()
  return { session: () => storage.getStore() ?? null, as: (session, work) => storage.run(session, work) }
}

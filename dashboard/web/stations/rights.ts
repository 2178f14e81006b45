import type { Action } from '../../../domain/access/table.ts'
import type { Desk } from '../desk.ts'

/** Whether the person who is signed in may do this to something. */
export function mayDo({ session }: Pick<Desk, 'session'>, action: Action): boolean {
  const actions: readonly string[] = session?.actions ?? []
  return actions.includes(action)
}

/** Why it cannot be done now; null: it can. */
export function refusalOf({ session, city, text }: Desk, action: Action): string | null {
  if (!mayDo({ session }, action)) return text('stations.not.allowed')
  return city.writable ? null : text('stations.link.lost')
}

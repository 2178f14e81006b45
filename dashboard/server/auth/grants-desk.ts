import { DEFAULT_GRANT_DAYS, type Grant, type GrantUse } from '../../../domain/access/grant.ts'
import { may, type OpenGrant } from '../../../domain/access/may.ts'
import type { Action } from '../../../domain/access/table.ts'
import { CityError } from '../../../domain/errors.ts'
import type { Grants } from '../../../store/records/grants.ts'
import type { Note } from './note.ts'
import type { Session } from './session.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const FLUSH_MS = 1_000

export interface GrantWish {
  readonly to: string
  readonly from: string
  readonly kinds?: readonly string[]
  readonly purpose: string
  readonly days?: number
}

/** Grants between departments: asked for by who needs them, decided by whose data it is, over by themselves. */
export interface GrantsDesk extends AsyncDisposable {
  /** Those that hold now. */
  open(): readonly OpenGrant[]
  /** Those of the departments of whoever asks, newest first. */
  list(by: Session): readonly Grant[]
  /** Throws `not-allowed` for who is not of the department that asks. */
  ask(wish: GrantWish, by: Session): Promise<Grant>
  /** Throws `not-found`; `not-allowed` for who is not of the department that owns the data; `grant-closed`. */
  decide(id: number, isGiven: boolean, by: Session): Promise<Grant>
  /** Either side may end one. */
  end(id: number, by: Session): Promise<Grant>
  uses(id: number, by: Session): Promise<readonly GrantUse[]>
  /** Counts a use; told to the records within a second. */
  use(grant: OpenGrant, of: { readonly user: string; readonly action: string }): void
}

export function openGrantsDesk(
  grants: Grants,
  { note, now }: { readonly note: Note; readonly now: () => number },
): GrantsDesk {
  const counts = new Map<string, { readonly grant: number; readonly use: GrantUse }>()
  /** Uses of this hour that the audit knows of. */
  const told = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<void> = Promise.resolve()

  const isOf = (by: Session, action: Action, department: string) => {
    const thing = { departments: [department], sharing: 'withheld' as const, kind: null }
    return may(by.actor, action, { thing, now: now() }).allowed
  }

  function known(id: number, by: Session): Grant {
    const grant = grants.get(id)
    if (!grant || !(isOf(by, 'grant.read', grant.to) || isOf(by, 'grant.read', grant.from)))
      throw new CityError('not-found', `There is no grant ${id}.`)
    return grant
  }

  async function save(grant: Grant, action: string, by: Session): Promise<Grant> {
    const detail = JSON.stringify({ to: grant.to, from: grant.from, kinds: grant.kinds, purpose: grant.purpose })
    await grants.save(grant, [note(by.user, action, { object: `grant ${grant.id}`, detail })])
    return grant
  }

  return {
    open: () => openOf(grants.all(), now()),
    list: (by) => grants.all().filter(({ to, from }) => isOf(by, 'grant.read', to) || isOf(by, 'grant.read', from)),
    async ask({ to, from, kinds, purpose, days = DEFAULT_GRANT_DAYS }, by) {
      if (!isOf(by, 'grant.ask', to)) throw new CityError('not-allowed', `${by.user} cannot ask in the name of ${to}.`)
      if (to === from) throw new CityError('request-invalid', 'A department needs no grant for its own data.')
      const wish = { to, from, kinds: kinds ? [...kinds] : null, purpose, days }
      const nobody = { decidedBy: null, decidedAt: null, until: null, endedBy: null, endedAt: null }
      const asked = { state: 'asked' as const, askedBy: by.user, askedAt: now() }
      return save({ id: grants.nextId(), ...wish, ...asked, ...nobody }, 'ask-grant', by)
    },
    async decide(id, isGiven, by) {
      const grant = known(id, by)
      if (!isOf(by, 'grant.decide', grant.from))
        throw new CityError('not-allowed', `Only an administrator of ${grant.from} decides on its data.`)
      if (grant.state !== 'asked') throw new CityError('grant-closed', `Grant ${id} is ${grant.state}.`)
      const decided = { decidedBy: by.user, decidedAt: now() }
      if (!isGiven) return save({ ...grant, ...decided, state: 'refused' }, 'refuse-grant', by)
      return save({ ...grant, ...decided, state: 'given', until: now() + grant.days * DAY_MS }, 'give-grant', by)
    },
    async end(id, by) {
      const grant = known(id, by)
      if (!isOf(by, 'grant.decide', grant.from) && !isOf(by, 'grant.ask', grant.to))
        throw new CityError('not-allowed', `Grant ${id} is ended by ${grant.from} or ${grant.to}.`)
      if (grant.state !== 'asked' && grant.state !== 'given')
        throw new CityError('grant-closed', `Grant ${id} is ${grant.state}.`)
      return save({ ...grant, state: 'ended', endedBy: by.user, endedAt: now() }, 'end-grant', by)
    },
    async uses(id, by) {
      known(id, by)
      await flush()
      return grants.uses(id)
    },
    use(grant, { user, action }) {
      const at = now()
      const hour = at - (at % HOUR_MS)
      const key = JSON.stringify([grant.id, user, hour, action])
      const before = counts.get(key)?.use
      const use = { user, hour, action, count: (before?.count ?? 0) + 1, firstAt: before?.firstAt ?? at, lastAt: at }
      counts.set(key, { grant: grant.id, use })
      timer ??= setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref()
    },
    async [Symbol.asyncDispose]() {
      await flush().catch(() => {})
    },
  }

  /** What could not be kept is tried again with the next. */
  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    flushing = flushing.catch(() => {}).then(write)
    return flushing
  }

  async function write(): Promise<void> {
    const taken = [...counts]
    counts.clear()
    for (const [key, { grant, use }] of taken) {
      const isNew = !told.has(key)
      const detail = `${use.action}, from ${new Date(use.firstAt).toISOString()} on`
      const notes = isNew ? [note(use.user, 'use-grant', { object: `grant ${grant}`, detail })] : []
      await grants.use(grant, [use], notes)
      if (told.size > 10_000) told.clear()
      told.add(key)
    }
  }
}

function openOf(all: readonly Grant[], now: number): readonly OpenGrant[] {
  return all.flatMap(({ id, to, from, kinds, state, until }) =>
    state === 'given' && until !== null && until > now ? [{ id, to, from, kinds, until }] : [],
  )
}

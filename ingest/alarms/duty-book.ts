import type { Compilable } from 'kysely'
import { DUTY_LISTS, type Duty, type DutyItem, type DutyList, type DutyVersion } from '../../domain/duty.ts'
import { CityError } from '../../domain/errors.ts'
import type { AuditRecords } from '../../store/records/audit.ts'
import type { DutyRecords } from '../../store/records/duty.ts'
import type { Change } from './rule-book.ts'

/** Who is on duty and who is called: what the configuration says, and what people made of it since. */
export interface DutyBook {
  /** As it stands now. */
  readonly duty: Duty
  /** Newest version of every item of a list that was not taken away, by id. */
  list(list: DutyList): readonly DutyVersion[]
  /** Newest first. */
  history(list: DutyList, id: string): Promise<readonly DutyVersion[]>
  /** Makes or changes an item. Throws `request-invalid` with every fault, `duty-changed`. */
  save(list: DutyList, item: unknown, change: Change): Promise<DutyVersion>
  /** Throws `not-found`, `duty-changed`, and `request-invalid` while something still names it. */
  remove(list: DutyList, id: string, change: Change): Promise<DutyVersion>
}

export interface DutyBookOptions {
  readonly records: DutyRecords
  readonly audit: AuditRecords
  readonly transact: (statements: readonly Compilable[]) => Promise<void>
  readonly configured: Duty
  /** What is wrong with a plan in which an item was changed, a sentence each. */
  readonly faultsOf: (
    duty: Duty,
    changed: { readonly list: DutyList; readonly id: string; readonly item: unknown },
  ) => readonly string[]
  readonly now: () => number
}

const CONFIG = 'config'
const LISTS = Object.keys(DUTY_LISTS) as readonly DutyList[]
type Newest = ReadonlyMap<string, DutyVersion>

/**
 * Opens the book. An item of the configuration is taken up, and its changes with it, as long as no person has changed it;
 * from then on the records decide.
 */
export async function openDutyBook(options: DutyBookOptions): Promise<DutyBook> {
  const { records, audit, transact, configured, now } = options
  let newest: Newest = new Map((await records.newest()).map((version) => [keyOf(version), version]))
  const taken = news(configured, newest, now())
  if (taken.length > 0) await transact(taken.map((version) => records.add(version)))
  newest = withAll(newest, taken)
  let duty = dutyOf(newest)
  let turn: Promise<unknown> = Promise.resolve()

  /** The version that the change was made from; a book that has moved on refuses it. */
  function expect(list: DutyList, id: string, { version }: Change): void {
    const known = newest.get(keyOf({ list, id }))
    if ((known?.version ?? 0) === version) return
    const by = known === undefined ? 'it is not there' : `version ${known.version} is by ${known.by}: ${known.why}`
    throw new CityError('duty-changed', `${id} of ${list} is not at version ${version} any more: ${by}.`)
  }

  function check(version: DutyVersion): void {
    const { list, id, item } = version
    const next = dutyOf(withAll(newest, [version]))
    // What was wrong before, as after a department was closed, keeps nobody from mending it.
    const before = new Set(options.faultsOf(duty, { list, id: '', item: null }))
    const faults = options.faultsOf(next, { list, id, item }).filter((fault) => !before.has(fault))
    if (faults.length > 0) throw new CityError('request-invalid', faults.join('; '))
  }

  /** One change after the other: each is judged by what the one before has left. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  async function write(action: string, version: DutyVersion): Promise<DutyVersion> {
    const { list, id, by, why, at } = version
    check(version)
    const detail = `version ${version.version}: ${why}`
    const entry = { at, actor: by, action, object: `${list} ${id}`, result: 'ok', detail }
    await transact([records.add(version), audit.add(entry)])
    newest = withAll(newest, [version])
    duty = dutyOf(newest)
    return version
  }

  return {
    get duty() {
      return duty
    },
    list: (list) => inOrder(newest).filter((version) => version.list === list && version.item !== null),
    history: (list, id) => records.history(list, id),
    save: (list, value, change) =>
      inTurn(() => {
        const id = idOf(value)
        const { by, why, version } = change
        expect(list, id, change)
        const item = value as DutyItem
        return write('duty-save', { list, id, version: version + 1, at: now(), by, why, item })
      }),
    remove: (list, id, change) =>
      inTurn(() => {
        if (!newest.get(keyOf({ list, id }))?.item) throw new CityError('not-found', `There is no ${id} in ${list}.`)
        expect(list, id, change)
        const { by, why, version } = change
        return write('duty-remove', { list, id, version: version + 1, at: now(), by, why, item: null })
      }),
  }
}

function keyOf({ list, id }: { readonly list: string; readonly id: string }): string {
  return `${list} ${id}`
}

function idOf(value: unknown): string {
  const id = (value as { readonly id?: unknown } | null)?.id
  if (typeof id !== 'string') throw new CityError('request-invalid', 'id is missing, expected text')
  return id
}

function withAll(newest: Newest, versions: readonly DutyVersion[]): Newest {
  return new Map([...newest, ...versions.map((version): [string, DutyVersion] => [keyOf(version), version])])
}

function inOrder(newest: Newest): readonly DutyVersion[] {
  return [...newest.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function dutyOf(newest: Newest): Duty {
  const all = inOrder(newest)
  const of = (list: DutyList) => all.flatMap((version) => (version.list === list && version.item ? [version.item] : []))
  const lists = Object.fromEntries(LISTS.map((list) => [list, of(list)]))
  return lists as unknown as Duty
}

/** What the configuration says that the book does not know yet. */
function news(configured: Duty, newest: Newest, at: number): DutyVersion[] {
  const versions: DutyVersion[] = []
  const named = new Set<string>()
  for (const list of LISTS)
    for (const item of configured[list]) {
      const key = keyOf({ list, id: item.id })
      named.add(key)
      const before = newest.get(key)
      if (before && (before.by !== CONFIG || JSON.stringify(before.item) === JSON.stringify(item))) continue
      const why = before ? 'the configuration has changed' : 'the configuration has it'
      versions.push({ list, id: item.id, version: (before?.version ?? 0) + 1, at, by: CONFIG, why, item })
    }
  for (const { list, id, version, by, item } of newest.values()) {
    if (by !== CONFIG || item === null || named.has(keyOf({ list, id }))) continue
    versions.push({
      list,
      id,
      version: version + 1,
      at,
      by: CONFIG,
      why: 'the configuration has it no longer',
      item: null,
    })
  }
  return versions
}

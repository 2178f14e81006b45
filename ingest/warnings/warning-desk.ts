import type { Compilable } from 'kysely'
import {
  endsAt,
  isDue,
  nextByHand,
  nextByItself,
  type NextMessage,
  nextToShow,
  withdrawal,
} from '../../domain/cap/chain.ts'
import { statusOf, whyNotByItself } from '../../domain/cap/policy.ts'
import type { Warning, WarningSource } from '../../domain/cap/warning.ts'
import { CityError } from '../../domain/errors.ts'
import type { Chain } from '../../store/records/warnings.ts'
import type { WarningDesk, WarningDeskOptions, WarningOrder } from './desk-options.ts'
import { factsOf, pressed, proof } from './press.ts'

const PAGE = 200
const TICK_MS = 5_000
const RETRY_MS = 2_000

/**
 * Opens the desk where the last one stopped. A message and the number of the event that it comes from are kept in one
 * transaction: killed at any moment, it neither misses a message nor issues one twice.
 */
export async function openWarningDesk(options: WarningDeskOptions): Promise<WarningDesk> {
  const { context, warnings, cursors, troubles, log, now } = options
  const { policy } = context
  // Whether it still holds is looked up at the first look.
  const found = (await warnings.open()).map((entry) => ({ ...entry, lookAt: 0 }))
  const open = new Map(found.map((entry) => [keyOf(entry.source, entry.sourceId), entry]))
  const feeds = await Promise.all(
    options.feeds.map(async (feed) => {
      const position = await cursors.positionOf(feed.cursor)
      return { feed, position, kept: position }
    }),
  )
  const failing = new Set<string>()
  const issued = { Alert: 0, Update: 0, Cancel: 0 }
  const listeners = new Set<() => void>()
  let turns: Promise<unknown> = Promise.resolve()
  let isWaiting = false
  let isClosing = false
  let retry: NodeJS.Timeout | undefined

  /** One at a time, in the order of the calls. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = turns.then(work)
    turns = turn.catch(() => {})
    return turn
  }

  async function catchUp(): Promise<void> {
    for (const reader of feeds) {
      while (!isClosing) {
        const events = await reader.feed.eventsAfter(reader.position, PAGE)
        for (const { seq, warning } of events) {
          await consider(warning, cursors.move(reader.feed.cursor, seq))
          reader.position = seq
        }
        if (events.length < PAGE) break
      }
    }
  }

  function judgedBy({ rule, kind }: Warning) {
    return { rule: rule === null ? undefined : options.ruleOf(rule), kind: context.kindOf(kind) }
  }

  async function consider(warning: Warning, move: Compilable): Promise<void> {
    const key = keyOf(warning.source, warning.id)
    const of = judgedBy(warning)
    if (!open.has(key) && whyNotByItself(warning, of, policy) !== null) return settle(key)
    const chain = await warnings.chainOf(warning.source, warning.id)
    // A person was quicker: the newest message knows more than this event.
    if (chain && chain.head.seq >= warning.seq) return
    const next = nextByItself(warning, chain?.head ?? null, { ...of, policy, now: now() })
    if (next) await issueByItself(warning, next, chain, [move])
    waitFor(warning)
  }

  async function issueByItself(
    warning: Warning,
    next: NextMessage,
    chain: Chain | null,
    also: readonly Compilable[],
  ): Promise<void> {
    try {
      await publish(warning, next, { chain, by: 'system', why: null, also })
    } catch (error) {
      if (!(error instanceof CityError) || !NOT_ISSUED.has(error.code)) throw error
      // Trying again would not help, and what comes behind it must not wait.
      failing.add(keyOf(warning.source, warning.id))
      troubles.raise('warning-unissued', error.message)
      log.error({ err: error, source: warning.source, id: warning.id }, 'a warning could not be issued')
    }
  }

  async function publish(
    warning: Warning,
    next: NextMessage,
    of: WarningOrder & { readonly chain: Chain | null; readonly also: readonly Compilable[] },
  ): Promise<string> {
    const { chain, by, why, also } = of
    // A chain's messages are dated in their order, whatever the clock does.
    const sentAt = Math.max(Math.floor(now() / 1000) * 1000, chain?.head.sentAt ?? 0)
    const imprint = { why, sentAt, entry: await warnings.freeEntry(sentAt) }
    const facts = factsOf(warning, next, { chain, context, imprint })
    const message = pressed(warning, facts, { context, by })
    await options.transact([...warnings.add(message), ...also])
    const { source, id: sourceId } = warning
    const key = keyOf(source, sourceId)
    if (next.msgType === 'Cancel') open.delete(key)
    else open.set(key, { source, sourceId, expiresAt: facts.expiresAt, lookAt: Infinity })
    settle(key)
    issued[next.msgType]++
    log.info({ identifier: facts.identifier, msgType: next.msgType, cause: next.cause, by }, 'warning issued')
    for (const listener of listeners) listener()
    return facts.identifier
  }

  function settle(key: string): void {
    if (failing.delete(key) && failing.size === 0) troubles.clear('warning-unissued')
  }

  /** What is over may come back: only then its time begins anew. */
  function waitFor(warning: Warning): void {
    const entry = open.get(keyOf(warning.source, warning.id))
    if (entry) entry.lookAt = warning.isActive ? Infinity : endsAt(warning, policy)
  }

  /** Prolongs what still holds, and ends what has been over for long enough. */
  async function prolong(): Promise<void> {
    for (const { source, sourceId, expiresAt, lookAt } of open.values()) {
      if (now() < lookAt && !isDue({ expiresAt }, now(), policy)) continue
      const warning = await find(source, sourceId)
      const chain = warning && (await warnings.chainOf(source, sourceId))
      if (!warning || !chain) continue
      const next = nextByItself(warning, chain.head, { ...judgedBy(warning), policy, now: now() })
      if (next && next.msgType !== 'Alert') await issueByItself(warning, next, chain, [])
      waitFor(warning)
    }
  }

  async function keepPosition(): Promise<void> {
    for (const reader of feeds) {
      const { position } = reader
      if (reader.kept === position) continue
      await options.transact([cursors.move(reader.feed.cursor, position)])
      reader.kept = position
    }
  }

  async function find(source: string, id: string): Promise<Warning | undefined> {
    return feeds.find(({ feed }) => feed.source === source)?.feed.find(id)
  }

  async function known(source: WarningSource, id: string): Promise<Warning> {
    const warning = await find(source, id)
    if (!warning) throw new CityError('not-found', `There is no ${source} ${id}.`)
    return warning
  }

  function byHand(
    action: 'issue' | 'withdraw',
    source: WarningSource,
    id: string,
    order: WarningOrder,
  ): Promise<string> {
    return inTurn(async () => {
      await catchUp()
      const warning = await known(source, id)
      const chain = await warnings.chainOf(source, id)
      const head = chain?.head ?? null
      const decided = action === 'issue' ? nextByHand(warning, head) : withdrawal(head)
      if ('refused' in decided)
        throw new CityError('step-not-allowed', `The ${source} ${id} cannot be ${DONE[action]}: ${decided.refused}.`)
      const entry = { at: now(), actor: order.by, action: `${action} warning`, object: `${source} ${id}`, result: 'ok' }
      const also = [options.audit.add({ ...entry, detail: order.why ?? '' })]
      return publish(warning, decided.next, { ...order, chain, also })
    })
  }

  /** A turn of its own for everything that has happened; what fails is tried again. */
  function wake(): void {
    if (isWaiting || isClosing) return
    isWaiting = true
    inTurn(async () => {
      isWaiting = false
      await catchUp()
    }).catch(later)
  }

  function later(error: unknown): void {
    if (isClosing) return
    log.error({ err: error }, 'warnings wait: events or the records could not be read or written')
    clearTimeout(retry)
    retry = setTimeout(wake, RETRY_MS).unref()
  }

  const look = () =>
    inTurn(async () => {
      await catchUp()
      await prolong()
      await keepPosition()
    })
  const stopListening = options.onEvent(wake)
  const timer = setInterval(() => void look().catch(later), TICK_MS).unref()
  wake()

  return {
    issue: (source, id, order) => byHand('issue', source, id, order),
    withdraw: (source, id, order) => byHand('withdraw', source, id, order),
    async preview(source, id, { dialect, status }) {
      const warning = await known(source, id)
      const own = statusOf(warning, policy)
      if (status !== 'Draft' && status !== 'Test' && status !== own)
        throw new CityError('request-invalid', `Query "status": it is ${own}, so expected Draft, Test or ${own}.`)
      const chain = await warnings.chainOf(source, id)
      const next = nextToShow(warning, chain?.head ?? null)
      const sentAt = Math.max(Math.floor(now() / 1000) * 1000, chain?.head.sentAt ?? 0)
      const imprint = { why: null, sentAt, entry: sentAt }
      // A look costs nothing, also where nobody is named yet who may send.
      const shown = { ...context, policy: { ...policy, sender: policy.sender ?? UNNAMED } }
      return proof(warning, factsOf(warning, next, { chain, context: shown, imprint }), {
        context: shown,
        dialect,
        status,
      })
    },
    look,
    issued,
    onIssued(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      isClosing = true
      clearInterval(timer)
      clearTimeout(retry)
      stopListening()
      await turns
      await keepPosition().catch(() => {})
    },
  }
}

const UNNAMED = 'not-configured.invalid'
const NOT_ISSUED: ReadonlySet<string> = new Set(['warning-invalid', 'warnings-not-configured'])
const DONE = { issue: 'issued', withdraw: 'withdrawn' } as const

function keyOf(source: string, id: string): string {
  return `${source} ${id}`
}

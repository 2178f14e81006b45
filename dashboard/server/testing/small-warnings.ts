import { edgesOf } from '../../../domain/cap/area.ts'
import { atomXml } from '../../../domain/cap/atom.ts'
import { nextByHand, nextToShow, withdrawal } from '../../../domain/cap/chain.ts'
import type { WarningContext } from '../../../domain/cap/context.ts'
import { isInForce, type IssuedWarning } from '../../../domain/cap/issued.ts'
import { warningOfAlarm } from '../../../domain/cap/warning.ts'
import { warningPolicyOf } from '../../../config/warnings.ts'
import type { AlarmWithEvents } from '../../../domain/alarm.ts'
import { CityError } from '../../../domain/errors.ts'
import { factsOf, pressed, proof } from '../../../ingest/warnings/press.ts'
import type { Chain, NewWarning } from '../../../store/records/warnings.ts'
import type { City } from '../city.ts'
import { page } from './page.ts'

type Kept = NewWarning & { readonly number: number }

const LABEL = { zh: '小城', en: 'Small city' }
const CONTEXT: WarningContext = {
  label: LABEL,
  bounds: [121, 31, 122, 32],
  utcOffsetMinutes: 480,
  policy: warningPolicyOf({
    label: LABEL,
    warnings: { sender: 'warnings@small.example', senderName: LABEL, scope: 'Public', cn: {} },
  }),
  districts: new Map([['east', { zh: '东区', en: 'East' }]]),
  edges: edgesOf({}),
  stationOf: () => ({ name: 'Square', lon: 121.5, lat: 31.2 }),
  kindOf: () => undefined,
}

/** Warnings of alarms in memory; `scope` is that of what is issued from now on. */
export function smallWarnings(
  alarm: (id: string) => AlarmWithEvents | undefined,
  now: () => number,
): City['warnings'] & { scope: 'Public' | 'Restricted' } {
  const kept: Kept[] = []
  const known = (id: string) => {
    const found = alarm(id)
    if (!found) throw new CityError('not-found', `There is no alarm ${id}.`)
    return warningOfAlarm(found)
  }
  const chainOf = (id: string): Chain | null => {
    const all = kept.filter(({ sourceId }) => sourceId === id)
    const head = all.at(-1)
    return head
      ? { head: head as unknown as Chain['head'], references: all.filter(({ chain }) => chain === head.chain) }
      : null
  }
  const context = () => ({ ...CONTEXT, policy: { ...CONTEXT.policy, scope: city.scope } })
  const shownOf = (row: Kept): IssuedWarning => {
    const { headline, areas, isInCn } = JSON.parse(row.summary) as IssuedWarning
    const later = kept.find(({ sourceId, chain, n }) => sourceId === row.sourceId && chain === row.chain && n > row.n)
    const { number, identifier, sender, sourceId, n, chain, by, why, sentAt, expiresAt, hash } = row
    const words = row as unknown as Pick<
      IssuedWarning,
      'source' | 'msgType' | 'status' | 'scope' | 'severity' | 'cause'
    >
    const { source, msgType, status, scope, severity, cause } = words
    const numbers = { number, identifier, sender, sourceId, n, chain, by, why, sentAt, expiresAt, hash }
    const supersededBy = later?.number ?? null
    return { ...numbers, source, msgType, status, scope, severity, cause, headline, areas, isInCn, supersededBy }
  }

  async function publish(action: 'issue' | 'withdraw', id: string, { by, why }: { by: string; why: string | null }) {
    const warning = known(id)
    const chain = chainOf(id)
    const head = chain?.head ?? null
    const decided = action === 'issue' ? nextByHand(warning, head) : withdrawal(head)
    if ('refused' in decided) throw new CityError('step-not-allowed', `Not allowed: ${decided.refused}.`)
    const sentAt = Math.floor(now() / 1000) * 1000
    const imprint = { why, sentAt, entry: sentAt + kept.length }
    const facts = factsOf(warning, decided.next, { chain, context: context(), imprint })
    const row = { ...pressed(warning, facts, { context: context(), by }), number: kept.length + 1 }
    kept.push(row)
    return shownOf(row)
  }

  const city: City['warnings'] & { scope: 'Public' | 'Restricted' } = {
    scope: 'Public',
    list: async ({ state, sourceId, now: at, ...paging }) =>
      page(
        kept
          .map(shownOf)
          .filter((one) => (sourceId ?? one.sourceId) === one.sourceId)
          .filter((one) => state === undefined || isInForce(one, at) === (state === 'active'))
          .toReversed(),
        paging,
      ),
    get: async (identifier, dialect) => {
      const row = kept.find((one) => one.identifier === identifier)
      if (!row) throw new CityError('not-found', `There is no warning ${identifier}.`)
      if (dialect === 'cn') throw new CityError('warnings-not-configured', 'There is no sender code.')
      return { warning: shownOf(row), xml: row.xml }
    },
    kindsByHand: [],
    preview: async (_, id, { dialect, status }) => {
      const warning = known(id)
      const next = nextToShow(warning, chainOf(id)?.head ?? null)
      const imprint = { why: null, sentAt: now(), entry: now() }
      const facts = factsOf(warning, next, { chain: chainOf(id), context: context(), imprint })
      return proof(warning, facts, { context: context(), dialect, status })
    },
    issue: (_, id, order) => publish('issue', id, order),
    withdraw: (_, id, order) => publish('withdraw', id, order),
    feed: async (at) => {
      const entries = kept.filter((row) => isInForce(shownOf(row), at) && row.scope === 'Public')
      const xml = atomXml({
        title: LABEL,
        sender: 'warnings@small.example',
        senderName: LABEL,
        publicUrl: undefined,
        changedAt: kept.at(-1)?.sentAt ?? 0,
        entries: entries.map((row) => ({
          ...(JSON.parse(row.summary) as { description: typeof LABEL; instruction: null }),
          warning: shownOf(row),
          publishedAt: row.sentAt,
        })),
      })
      return { xml, etag: `"${xml.length}-${kept.length}"`, changedAt: kept.at(-1)?.sentAt ?? 0 }
    },
  }
  return city
}

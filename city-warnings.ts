import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { warningPolicyOf } from './config/warnings.ts'
import type { CityConfig } from './config/schema.ts'
import type { City } from './dashboard/server/city.ts'
import { edgesOf } from './domain/cap/area.ts'
import { atomXml } from './domain/cap/atom.ts'
import type { WarningContext } from './domain/cap/context.ts'
import { CityError } from './domain/errors.ts'
import type { Rule } from './domain/rule.ts'
import type { Line } from './ingest/line.ts'
import { whyKindByHand } from './domain/cap/policy.ts'
import { alarmFeed, incidentFeed } from './ingest/warnings/feed.ts'
import type { WarningDesk, WarningDeskOptions } from './ingest/warnings/desk-options.ts'
import { openWarningDesk } from './ingest/warnings/warning-desk.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import type { LineTables } from './store/records/line-tables.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'
import { buildWarningRecords, type WarningRecords } from './store/records/warnings.ts'

/** The warnings of a city: the desk that issues them, and what the window sees of them. */
export interface CityWarnings extends AsyncDisposable {
  readonly desk: WarningDesk
  readonly view: City['warnings']
}

export async function openCityWarnings(of: {
  readonly config: CityConfig
  readonly records: Records
  readonly tables: Pick<LineTables, 'alarms' | 'incidents' | 'cursors'>
  readonly registry: Registry
  readonly rules: { readonly active: readonly Rule[] }
  readonly line: Pick<Line, 'desk' | 'incidents' | 'troubles'>
  readonly log: WarningDeskOptions['log']
}): Promise<CityWarnings> {
  const { config, records, tables, registry, rules, line, log } = of
  const warnings = buildWarningRecords(records)
  const context = contextOf(config, registry)
  const desk = await openWarningDesk({
    context,
    warnings,
    feeds: [alarmFeed(tables.alarms), incidentFeed(tables.incidents)],
    cursors: tables.cursors,
    audit: buildAuditRecords(records),
    transact: records.transact,
    ruleOf: rulesById(rules),
    onEvent(listener) {
      const stops = [line.desk.onEvent(listener), line.incidents.desk.onEvent(listener)]
      return () => stops.forEach((stop) => stop())
    },
    troubles: line.troubles,
    log,
    now: Date.now,
  })
  const kindsByHand = [...config.kinds.values()].filter((kind) => whyKindByHand(kind, context.policy) !== null)
  const view = { ...viewOf(desk, warnings, context), kindsByHand: kindsByHand.map(({ id }) => id) }
  return { desk, view, [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose]() }
}

function contextOf(config: CityConfig, registry: Registry): WarningContext {
  const { label, bounds, utcOffsetMinutes } = config.city
  const map = JSON.parse(readFileSync(join(config.mapFolder, 'districts.geojson'), 'utf8')) as unknown
  return {
    label,
    bounds,
    utcOffsetMinutes,
    policy: warningPolicyOf(config.city),
    districts: new Map(config.districts.map((district) => [district.id, district.label])),
    edges: edgesOf(map),
    stationOf: (id) => registry.byId(id)?.station ?? registry.gateway(id),
    kindOf: (id) => config.kinds.get(id),
  }
}

/** Asked once for each alarm event, while the list changes once in a while. */
function rulesById(rules: { readonly active: readonly Rule[] }): (id: string) => Rule | undefined {
  let known: readonly Rule[] = []
  let byId = new Map<string, Rule>()
  return (id) => {
    if (known !== rules.active) {
      known = rules.active
      byId = new Map(known.map((rule) => [rule.id, rule]))
    }
    return byId.get(id)
  }
}

function viewOf(
  desk: WarningDesk,
  warnings: WarningRecords,
  context: WarningContext,
): Omit<City['warnings'], 'kindsByHand'> {
  const { policy } = context
  let feed: { readonly answer: ReturnType<typeof madeFeed>; readonly until: number } | null = null
  desk.onIssued(() => (feed = null))

  async function documentOf(identifier: string) {
    const found = await warnings.get(identifier)
    if (!found) throw new CityError('not-found', `There is no warning ${identifier}.`)
    return found
  }

  async function madeFeed(now: number) {
    const [entries, changedAt] = await Promise.all([warnings.inForce(now), warnings.changedAt(now)])
    const xml = atomXml({
      title: context.label,
      sender: policy.sender ?? 'nobody',
      senderName: policy.senderName,
      publicUrl: policy.publicUrl,
      changedAt,
      entries,
    })
    return { xml, etag: `"${createHash('sha256').update(xml).digest('base64url').slice(0, 22)}"`, changedAt, entries }
  }

  return {
    list: (filter) => warnings.list(filter),
    get: async (identifier, dialect) => {
      const { warning, xml, cnXml } = await documentOf(identifier)
      if (dialect === 'oasis') return { warning, xml }
      if (cnXml !== null) return { warning, xml: cnXml }
      throw new CityError(
        'warnings-not-configured',
        `${identifier} was issued without China's dialect: config/city.yaml lacked a senderCode or an event type.`,
      )
    },
    async issue(source, id, order) {
      return (await documentOf(await desk.issue(source, id, order))).warning
    },
    async withdraw(source, id, order) {
      return (await documentOf(await desk.withdraw(source, id, order))).warning
    },
    preview: (source, id, wish) => desk.preview(source, id, wish),
    // Anybody may ask, as often as they like: it is made anew only when something was issued or has run out.
    async feed(now) {
      if (feed === null || now >= feed.until) {
        const answer = madeFeed(now)
        feed = { answer, until: now + LONGEST_FEED_MS }
        const made = feed
        answer.then(
          ({ entries }) => {
            const ends = entries.flatMap(({ warning }) => (warning.expiresAt === null ? [] : [warning.expiresAt]))
            if (feed === made) feed = { answer, until: Math.min(made.until, ...ends) }
          },
          () => (feed = null),
        )
      }
      const { xml, etag, changedAt } = await feed.answer
      return { xml, etag, changedAt }
    },
  }
}

const LONGEST_FEED_MS = 60_000

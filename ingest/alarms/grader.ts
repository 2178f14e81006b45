import type { Alarm } from '../../domain/alarm.ts'
import type { Rule } from '../../domain/rule.ts'
import { rankOf, type Severity } from '../../domain/severity.ts'
import { causeAt } from './cause.ts'
import type { Desk } from './desk.ts'
import { makeDueTimes } from './due-times.ts'
import type { Finding, Held } from './finding.ts'
import { nextRiseOf, severityOf } from './grading.ts'
import { makeSpread, type Spread } from './spread.ts'

/** Makes reports of what rules find, each with the severity that it deserves now. */
export interface Grader {
  take(finding: Finding): void
  /** The longer some hold, the worse they are. */
  tick(now: number): void
}

export function makeGrader(desk: Desk, ruleOf: (id: string) => Rule | undefined): Grader {
  /** By rule with `spread` and district. */
  const spreads = new Map<string, { readonly of: Rule['spread']; readonly spread: Spread }>()
  /** When an alarm will be worse, by rule and station. */
  const rises = makeDueTimes<string>()
  /** Readings may be of a moment before this one; what time has made of an alarm stays. */
  let lookedAt = Number.NEGATIVE_INFINITY
  for (const alarm of desk.open()) {
    const rule = ruleOf(alarm.rule)
    if (!rule) continue
    spreadOf(rule, alarm.district)?.put(alarm.station, alarm)
    if (rule.escalate) rises.set(causeKey(alarm), Number.NEGATIVE_INFINITY)
  }

  function spreadOf(rule: Rule, district: string): Spread | undefined {
    if (!rule.spread) return undefined
    const name = `${rule.id} ${district}`
    let known = spreads.get(name)
    if (known?.of !== rule.spread) {
      const spread = makeSpread(rule.spread, (station) => desk.of(rule.id, station)?.active === true)
      spreads.set(name, (known = { of: rule.spread, spread }))
    }
    return known.spread
  }

  function take(finding: Finding): void {
    const { rule, place, found, at } = finding
    tell(finding)
    const { id: station, district } = place.station
    const alarm = desk.of(rule.id, station)
    if (rule.escalate && alarm?.active) watchRise(alarm, rule, alarm.raisedAt)
    if (found === 'grade') return
    const spread = spreadOf(rule, district)
    for (const changed of spread?.put(station, alarm) ?? []) {
      const one = desk.of(rule.id, changed)
      if (one?.active) report(one, { at, reading: null })
    }
  }

  function tell(finding: Finding): void {
    const { rule, place, found, at, reading, grade, isLate, text, until, was, is = null } = finding
    const cause = causeAt(place, rule)
    if (found === 'grade') {
      const before = desk.of(rule.id, place.station.id)
      if (before) report({ ...before, grade }, { at, reading })
      return
    }
    const within = { ack: rule.ackSeconds, respond: rule.respondSeconds }
    const severity = severityOf({ grade, raisedAt: at }, rule, { now: at, isSpread: false })
    if (found === 'past') {
      desk.past({ cause: { ...cause, severity }, at, reading, grade, isLate, until: until ?? at, within })
    } else if (found === 'amend') {
      if (was) desk.amend({ cause, at, was, is, severityOf: severityIn(finding, was, is), grade })
    } else {
      const said = text === undefined ? {} : { text }
      desk.report({ cause: { ...cause, severity }, found, at, reading, grade, isLate, ...said, within })
    }
  }

  /** The severity that an alarm has once its times are right: by level and time anew, while its neighbours stay what they were. */
  function severityIn({ rule, at, grade }: Finding, was: Held, is: Held | null) {
    return (known: Alarm): Severity => {
      // What never held is as bad as it was believed to be.
      if (is === null) return known.severity
      const isFirst = known.raisedAt === was.from && Number.isFinite(is.from)
      const raisedAt = isFirst ? is.from : known.raisedAt
      const before = severityOf(known, rule, { now: known.clearedAt ?? Math.max(at, lookedAt), isSpread: false })
      const wasSpread = rule.spread !== undefined && rankOf(known.severity) > rankOf(before)
      const isSpread = is.until === null ? spreadOf(rule, known.district)?.has(known.station) === true : wasSpread
      return severityOf({ grade, raisedAt }, rule, { now: is.until ?? Math.max(at, lookedAt), isSpread })
    }
  }

  function watchRise(alarm: Alarm, rule: Rule, after: number): void {
    const next = nextRiseOf(alarm, rule, after)
    if (Number.isFinite(next)) rises.set(causeKey(alarm), next)
  }

  /** Says so when an alarm deserves another severity, or stands at another level, than it says. */
  function report(alarm: Alarm, { at, reading }: { at: number; reading: number | null }): void {
    const rule = ruleOf(alarm.rule)
    if (!rule) return
    const isSpread = spreadOf(rule, alarm.district)?.has(alarm.station) ?? false
    const severity = severityOf(alarm, rule, { now: Math.max(at, lookedAt), isSpread })
    // The desk refuses what changes nothing.
    desk.report({ cause: alarm, found: 'severity', at, reading, severity, grade: alarm.grade, text: severity })
  }

  return {
    take,
    tick(now) {
      lookedAt = now
      rises.take(now, (key) => {
        const [id = '', station = ''] = key.split(' ')
        const alarm = desk.of(id, station)
        const rule = ruleOf(id)
        if (!alarm?.active || !rule?.escalate) return
        report(alarm, { at: now, reading: null })
        watchRise(alarm, rule, now)
      })
    },
  }
}

function causeKey({ rule, station }: Pick<Alarm, 'rule' | 'station'>): string {
  return `${rule} ${station}`
}

import type { Alarm } from '../../domain/alarm.ts'
import type { Rule } from '../../domain/rule.ts'
import { causeAt } from './cause.ts'
import type { Desk } from './desk.ts'
import type { Finding } from './finding.ts'
import { severityOf, spreadAmong } from './grading.ts'

/** Makes reports of what rules find, each with the severity that it deserves now. */
export interface Grader {
  take(finding: Finding): void
  /** The longer some hold, the worse they are. */
  tick(now: number): void
}

export function makeGrader(desk: Desk, ruleOf: (id: string) => Rule | undefined): Grader {
  /** Stations with an open alarm, by rule with `spread` and district. */
  const spreading = new Map<string, Set<string>>()
  for (const alarm of desk.open()) noteSpread(alarm)

  function noteSpread({ rule, district, station }: Pick<Alarm, 'rule' | 'district' | 'station'>): void {
    if (!ruleOf(rule)?.spread) return
    const name = `${rule} ${district}`
    const known = spreading.get(name)
    if (known) known.add(station)
    else spreading.set(name, new Set([station]))
  }

  function take({ rule, place, found, at, reading, grade, isLate, text, until }: Finding): void {
    const cause = causeAt(place, rule)
    const before = desk.of(rule.id, place.station.id)
    const common = { at, reading, grade, isLate, ...(text === undefined ? {} : { text }) }
    if (found === 'past') return desk.past({ cause, at, reading, until: until ?? at })
    if (found === 'grade') {
      if (before) report({ ...before, grade }, { at, reading, isSpread: isSpread(before, rule) })
    } else {
      const severity = severityOf({ grade, raisedAt: at }, rule, { now: at, isSpread: false })
      const within = { ack: rule.ackSeconds, respond: rule.respondSeconds }
      desk.report({ cause: { ...cause, severity }, found, ...common, within })
    }
    if (!rule.spread || found === 'grade') return
    if (found === 'raise') noteSpread(cause)
    judgeSpread(rule, { district: cause.district, at })
  }

  function judgeSpread(rule: Rule, { district, at }: { district: string; at: number }): void {
    const stations = spreading.get(`${rule.id} ${district}`)
    if (!stations || !rule.spread) return
    const alarms: Alarm[] = []
    for (const station of stations) {
      const alarm = desk.of(rule.id, station)
      if (alarm?.active) alarms.push(alarm)
      else stations.delete(station)
    }
    const together = spreadAmong(alarms, rule.spread)
    for (const alarm of alarms) report(alarm, { at, reading: null, isSpread: together.has(alarm.id) })
  }

  function isSpread(alarm: Alarm, rule: Rule): boolean {
    if (!rule.spread) return false
    const stations = [...(spreading.get(`${rule.id} ${alarm.district}`) ?? [])]
    const alarms = stations.flatMap((station) => desk.of(rule.id, station) ?? [])
    return spreadAmong(alarms, rule.spread).has(alarm.id)
  }

  /** Says so when an alarm deserves another severity, or stands at another level, than it says. */
  function report(alarm: Alarm, of: { at: number; reading: number | null; isSpread: boolean }): void {
    const rule = ruleOf(alarm.rule)
    if (!rule) return
    const severity = severityOf(alarm, rule, { now: of.at, isSpread: of.isSpread })
    const { at, reading } = of
    // The desk refuses what changes nothing.
    desk.report({ cause: alarm, found: 'severity', at, reading, severity, grade: alarm.grade, text: severity })
  }

  return {
    take,
    tick(now) {
      for (const alarm of desk.open()) {
        const rule = ruleOf(alarm.rule)
        if (rule?.escalate && alarm.active) report(alarm, { at: now, reading: null, isSpread: isSpread(alarm, rule) })
      }
    },
  }
}

import { gatewayTopic, ROOT, stationTopic } from '../domain/topic.ts'
import type { Identity } from './gate.ts'

/** What one identity may do, made once at CONNECT; everything else is denied. */
export interface Grant {
  readonly identity: Identity
  readonly readings: string
  readonly status: string
  /** Topic filters it may subscribe to, to the letter. */
  readonly filters: ReadonlySet<string>
}

const NOTHING = ''

/** Where a guest speaks, and where it is answered. */
export const HELLO = `${ROOT}/enrol/hello`
export const ANSWER = `${ROOT}/enrol/answer`

export function grantFor(identity: Identity): Grant {
  if (identity.of === 'guest') return { identity, readings: NOTHING, status: NOTHING, filters: new Set([ANSWER]) }
  if (identity.of === 'service') {
    return {
      identity,
      readings: NOTHING,
      status: NOTHING,
      filters: new Set([`${ROOT}/alarms/#`, `${ROOT}/alarms/+/+`]),
    }
  }
  const topic =
    identity.of === 'gateway'
      ? (channel: 'readings' | 'status' | 'faults' | 'commands') => gatewayTopic(identity.id, channel)
      : (channel: 'readings' | 'status' | 'faults' | 'commands') =>
          stationTopic(identity.kind ?? '', identity.id, channel)
  return {
    identity,
    readings: topic('readings'),
    status: topic('status'),
    filters: new Set([topic('faults'), topic('commands')]),
  }
}

export function maySubscribe(grant: Grant, filter: string): boolean {
  if (grant.filters.has(filter)) return true
  if (grant.identity.of !== 'service') return false
  // A service account may narrow its reading to a district: city/v1/alarms/{district}/#
  const [city, version, alarms, district, rest, ...more] = filter.split('/')
  return (
    `${city}/${version}` === ROOT &&
    alarms === 'alarms' &&
    district !== '' &&
    district !== '#' &&
    rest !== undefined &&
    more.length === 0
  )
}

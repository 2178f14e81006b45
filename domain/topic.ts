import { MONITOR } from './trouble.ts'

/** Topics of the MQTT contract; see docs/topics.md. */
export const ROOT = 'city/v1'
export const RESERVED_KINDS: ReadonlySet<string> = new Set(['gateways', 'alarms', MONITOR])

export type Channel = 'readings' | 'status' | 'faults' | 'commands'

export interface StationTopic {
  readonly of: 'station' | 'gateway'
  /** Kind of the station; `gateways` for a gateway. */
  readonly kind: string
  readonly id: string
  readonly channel: Channel
}

const CHANNELS: ReadonlySet<string> = new Set(['readings', 'status', 'faults', 'commands'])

export function stationTopic(kind: string, station: string, channel: Channel): string {
  return `${ROOT}/${kind}/${station}/${channel}`
}

export function gatewayTopic(gateway: string, channel: Channel): string {
  return `${ROOT}/gateways/${gateway}/${channel}`
}

/** Retained, for sirens and third parties; an empty payload takes it away. */
export function alarmTopic(district: string, alarm: string): string {
  return `${ROOT}/alarms/${district}/${alarm}`
}

/** The parts of a station's or gateway's topic; null when it is none. */
export function parseTopic(topic: string): StationTopic | null {
  const levels = topic.split('/')
  if (levels.length !== 5 || levels[0] !== 'city' || levels[1] !== 'v1') return null
  const [, , kind, id, channel] = levels as [string, string, string, string, string]
  if (kind === '' || id === '' || kind === 'alarms' || !CHANNELS.has(channel)) return null
  return { of: kind === 'gateways' ? 'gateway' : 'station', kind, id, channel: channel as Channel }
}

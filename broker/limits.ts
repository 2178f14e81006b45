/** Bounds on what one client, one address and all of them together may ask of the door. */
export interface Limits {
  /** Largest MQTT packet, bytes. */
  readonly packetBytes: number
  /** Largest CONNECT, bytes: all that is read of a client before it is signed in. */
  readonly firstPacketBytes: number
  readonly connectTimeoutMs: number
  /** Longest keepalive; longer ones and 0 are treated as this one. */
  readonly keepaliveSeconds: number
  readonly filtersPerClient: number
  readonly sessionsPerIdentity: number
  readonly connections: number
  /** Sessions of devices that enrol or ask to be registered, all together. */
  readonly guests: number
  /** New connections a second from one address, with a burst of five times as many. */
  readonly connectionsPerSecond: number
  /** Refused sign-ins a second from one address, with a burst of ten times as many. */
  readonly refusalsPerSecond: number
  /** Messages and bytes a second of one station, with a burst of five times as many; over it the station is read more slowly. */
  readonly messagesPerSecond: number
  readonly bytesPerSecond: number
  /** A gateway may send so many times as much as a station. */
  readonly gatewayTimes: number
  readonly willBytes: number
  /** A subscriber that does not read for so long is cut. */
  readonly drainTimeoutMs: number
  /** And one for whom so much of QoS 1 waits. */
  readonly backlogBytes: number
  /** A subscriber that has so many messages of QoS 1 unacknowledged and acknowledges none for ten seconds is cut. */
  readonly unacknowledged: number
  /** Messages of QoS 2 that a client may have sent without PUBREL. */
  readonly unreleased: number
  /** Refused publishes and subscriptions of one connection before it is ended. */
  readonly wrongsPerConnection: number
  /** Of services: messages that wait in a session, sessions of one account, and how long one waits for its client. */
  readonly sessionQueue: number
  readonly keptSessions: number
  readonly sessionSeconds: number
}

export const DEFAULT_LIMITS: Limits = {
  packetBytes: 65_536,
  firstPacketBytes: 4_096,
  connectTimeoutMs: 5_000,
  keepaliveSeconds: 120,
  filtersPerClient: 10,
  sessionsPerIdentity: 5,
  connections: 20_000,
  guests: 200,
  connectionsPerSecond: 200,
  refusalsPerSecond: 5,
  messagesPerSecond: 500,
  bytesPerSecond: 256 * 1024,
  gatewayTimes: 50,
  willBytes: 1_024,
  drainTimeoutMs: 5_000,
  backlogBytes: 1024 * 1024,
  unacknowledged: 1_000,
  unreleased: 10_000,
  wrongsPerConnection: 100,
  sessionQueue: 1_000,
  keptSessions: 5,
  sessionSeconds: 86_400,
}

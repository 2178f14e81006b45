/** One step of a case; what it has of these happens in this order. */
export interface Step {
  /** Which connection; 0 when not given. It is opened when it first sends. */
  readonly on?: number
  readonly send?: Buffer
  /** The city publishes an alarm; `x` at QoS 0, not retained, when not told otherwise. */
  readonly city?: { readonly qos?: 0 | 1; readonly retain?: boolean; readonly payload?: string }
  /** All that comes next, as hexadecimal digits. */
  readonly hear?: string | RegExp
  /** A message that the door has taken. */
  readonly taken?: readonly [topic: string, payload: string]
  /** The connection breaks without a word. */
  readonly breaks?: true
  /** The door ends the connection, and nothing more came than was heard. */
  readonly closed?: true
}

/** What must come back for these bytes. */
export interface Case {
  readonly name: string
  /** Of the standard. */
  readonly clause: string
  /** The standard wants something else; what comes is harmless. */
  readonly deviates?: true
  readonly steps: readonly Step[]
}

export const READINGS = 'city/v1/air/air-1/readings'
export const STATUS = 'city/v1/air/air-1/status'
export const FAULTS = 'city/v1/air/air-1/faults'
export const ALARMS = 'city/v1/alarms/#'
export const ALARM = 'city/v1/alarms/d/a1'

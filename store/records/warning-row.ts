/** An issued CAP message, as it went out. */
export interface WarningRow {
  /** 1, 2, 3 … in the order of issuing, without gaps. */
  number: number
  identifier: string
  source: string
  sourceId: string
  /** 1, 2, 3 … of this alarm or incident. */
  n: number
  /** `n` of the Alert that the chain began with. */
  chain: number
  msgType: string
  status: string
  scope: string
  severity: string
  cause: string
  /** User, or `system`. */
  by: string
  why: string | null
  sender: string
  senderCode: string | null
  sentAt: number
  /** Of China's dialect: the second of its entry, and in place of milliseconds which of that second, 0 to 9. */
  entry: number
  expiresAt: number | null
  /** What is out of date when it differs from how the warning stands. */
  material: string
  count: number
  /** Number of the alarm's event that it was made from. */
  seq: number
  /** Headlines and areas as JSON, for lists. */
  summary: string
  /** SHA-256 of `xml`, hexadecimal. */
  hash: string
  xml: string
  cnXml: string | null
  /** Number of the message of the chain that took its place. */
  supersededBy: number | null
}

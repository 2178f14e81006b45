/** Namespace of OASIS CAP 1.2. */
export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2'
/** Media type of a CAP document (RFC 7303 style, registered with IANA). */
export const CAP_TYPE = 'application/cap+xml'

/** The closed lists of words of CAP 1.2. */
export const CAP = {
  status: ['Actual', 'Exercise', 'System', 'Test', 'Draft'],
  msgType: ['Alert', 'Update', 'Cancel', 'Ack', 'Error'],
  scope: ['Public', 'Restricted', 'Private'],
  category: [
    'Geo',
    'Met',
    'Safety',
    'Security',
    'Rescue',
    'Fire',
    'Health',
    'Env',
    'Transport',
    'Infra',
    'CBRNE',
    'Other',
  ],
  responseType: ['Shelter', 'Evacuate', 'Prepare', 'Execute', 'Avoid', 'Monitor', 'Assess', 'AllClear', 'None'],
  urgency: ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'],
  severity: ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'],
  certainty: ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'],
} as const

type Word<K extends keyof typeof CAP> = (typeof CAP)[K][number]
export type CapStatus = Word<'status'>
export type CapMessageType = Word<'msgType'>
export type CapScope = Word<'scope'>
export type CapCategory = Word<'category'>
export type CapResponseType = Word<'responseType'>
export type CapUrgency = Word<'urgency'>
export type CapSeverity = Word<'severity'>
export type CapCertainty = Word<'certainty'>

export interface NamedValue {
  readonly valueName: string
  readonly value: string
}

/** A part of the ground: what it is called, and where its edge is. */
export interface CapArea {
  readonly areaDesc: string
  /** Closed rings of [lat, lon]. */
  readonly polygons: readonly (readonly (readonly [lat: number, lon: number])[])[]
  /** [lat, lon, radius in km]. */
  readonly circles: readonly (readonly [lat: number, lon: number, km: number])[]
  readonly geocodes: readonly NamedValue[]
}

/** What is told in one language. Times are as CAP writes them. */
export interface CapInfo {
  readonly language: string
  readonly category: readonly CapCategory[]
  readonly event: string
  readonly responseType: readonly CapResponseType[]
  readonly urgency: CapUrgency
  readonly severity: CapSeverity
  readonly certainty: CapCertainty
  readonly eventCode: readonly NamedValue[]
  readonly effective?: string
  readonly onset?: string
  readonly expires?: string
  readonly senderName?: string
  readonly headline?: string
  readonly description?: string
  readonly instruction?: string
  readonly web?: string
  readonly contact?: string
  readonly parameter: readonly NamedValue[]
  readonly area: readonly CapArea[]
}

/** A CAP 1.2 message, with what this city fills in of it. */
export interface CapAlert {
  readonly identifier: string
  readonly sender: string
  readonly sent: string
  readonly status: CapStatus
  readonly msgType: CapMessageType
  readonly source?: string
  readonly scope: CapScope
  /** Needed when the scope is Restricted. */
  readonly restriction?: string
  readonly code: readonly string[]
  readonly note?: string
  /** `sender,identifier,sent` of every earlier message of the chain. */
  readonly references: readonly string[]
  readonly incidents: readonly string[]
  readonly info: readonly CapInfo[]
}

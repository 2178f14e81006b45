/** Tables of incidents. */
export interface IncidentTables {
  incidents: IncidentRow
  incident_events: IncidentEventRow
  incident_members: IncidentMemberRow
}

export interface IncidentRow {
  id: string
  cause: string
  state: string
  severity: string
  /** JSON. */
  districts: string
  lastRaisedAt: number
  closedAt: number | null
  /** Number of its newest event. */
  seq: number
  /** domain `Incident` as JSON. */
  incident: string
}

export interface IncidentEventRow {
  /** Given by the incident desk: 1, 2, 3 … without gaps. */
  seq: number
  incident: string
  /** domain `IncidentEvent` as JSON. */
  event: string
  /** domain `Incident` as it stood after the event, as JSON. */
  snapshot: string
}

/** An alarm and the incident that it is or was the last to be in. */
export interface IncidentMemberRow {
  alarm: string
  incident: string
  station: string
  district: string
  kind: string
  owner: string
  /** A person took it out: it does not come back by itself. */
  isOut: number
}

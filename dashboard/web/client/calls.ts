// Written by `npm run make-client` from /api/openapi.json; a test fails when it is old. Not to be changed by hand.
export interface Calls {
  ackAlarm: {
    path: {
      id: string
    }
    body?: {
      comment?: string
    }
    answer: AlarmWithEvents
  }
  ackIncident: {
    path: {
      id: string
    }
    body?: {
      comment?: string
    }
    answer: IncidentWithParts
  }
  addShiftNote: {
    body: {
      kind: 'note' | 'sign-off' | 'taken-over'
      text?: string
      from: string
      to: string
    }
    answer: ShiftNote
  }
  alarmEventsOf: {
    query?: {
      from?: string
      to?: string
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: AlarmMessage[]
      next: string | null
    }
  }
  alarmsAt: {
    query: {
      at: string
      limit?: number | string
      cursor?: string
    }
    answer: AlarmsAt
  }
  approveRegistration: {
    path: {
      id: string
    }
    body: {
      kind: string
      name:
        | string
        | {
            zh: string
            en: string
          }
      district: string
      lon: number
      lat: number
      owner?: string
      vendor?: string
      gateway?: string
      everySeconds?: number
      priority?: 'alarm' | 'normal' | 'low'
      traits?: {
        [k: string]: number | string
      }
      simulated?: boolean
    }
  }
  askGrant: {
    body: {
      to: string
      from: string
      kinds?: string[]
      purpose: string
      days?: number
    }
    answer: Grant
  }
  assignAlarm: {
    path: {
      id: string
    }
    body: {
      assignee: string
    }
    answer: AlarmWithEvents
  }
  beginSecondFactor: {
    body: {
      password: string
    }
    answer: {
      secret: string
      uri: string
      svg: string
    }
  }
  beginSignInElsewhere: {
    query?: {
      again?: boolean
    }
  }
  cancelRuleTry: {
    path: {
      id: string
    }
  }
  changeChannel: {
    path: {
      id: string
    }
    body: {
      type: string
      label: string
      isOn: boolean
      settings: {
        [k: string]: string
      }
      filter: {
        severities?: ('blue' | 'yellow' | 'orange' | 'red')[]
        departments?: string[]
        districts?: string[]
        kinds?: string[]
        news?: ('raised' | 'worse' | 'cleared' | 'acknowledged' | 'changed')[]
        silent?: boolean
        simulated?: boolean
      }
      quiet: {
        from: string
        to: string
        upTo: 'blue' | 'yellow' | 'orange'
      } | null
      language: 'zh' | 'en' | 'both'
      templates: {
        zh?: string
        en?: string
      }
      summaryAbove: number
    }
    answer: Channel
  }
  changePassword: {
    body: {
      password: string
      next: string
    }
    answer: Session
  }
  changePerson: {
    path: {
      user: string
    }
    body?: {
      roles?: (
        | 'viewer'
        | 'operator'
        | 'shift-lead'
        | 'data-steward'
        | 'department-admin'
        | 'system-admin'
        | 'security-admin'
        | 'auditor'
      )[]
      departments?: string[] | null
      isOff?: boolean
    }
    answer: Person
  }
  changeStation: {
    path: {
      id: string
    }
    body?: {
      name?:
        | string
        | {
            zh: string
            en: string
          }
      lon?: number
      lat?: number
      owner?: string | null
      gateway?: string | null
      vendor?: string | null
      everySeconds?: number | null
      priority?: ('alarm' | 'normal' | 'low') | null
    }
    answer: StationEntry
  }
  changeView: {
    path: {
      id: string
    }
    body: {
      name: string
      page: string
      query: string
      department?: string | null
      isDefault?: boolean
    }
    answer: SavedView
  }
  checkDeadLetter: {
    path: {
      id: number | string
    }
    body?: {
      payload?: string
      map?: {
        values: {
          [k: string]: {
            to: string | null
            unit?: string
            factor?: number
            plus?: number
            fromText?: boolean
          }
        }
        time?: 's' | 'us' | 'ns'
      }
    }
    answer: DeadLetterCheck
  }
  closeIncident: {
    path: {
      id: string
    }
    body: {
      reason: string
    }
    answer: IncidentWithParts
  }
  closeRegistration: {
    body?: {}
  }
  commandStation: {
    path: {
      id: string
    }
    body: {
      command: {
        [k: string]: unknown
      }
    }
    answer: CommandAnswer
  }
  commentAlarm: {
    path: {
      id: string
    }
    body: {
      text: string
    }
    answer: AlarmWithEvents
  }
  confirmSecondFactor: {
    body: {
      code: string
    }
    answer: {
      recovery: string[]
    }
  }
  createBackup: {
    body?: {
      folder?: string
    }
    answer: BackupJob
  }
  createChannel: {
    body: {
      id: string
      type: string
      label: string
      isOn: boolean
      settings: {
        [k: string]: string
      }
      filter: {
        severities?: ('blue' | 'yellow' | 'orange' | 'red')[]
        departments?: string[]
        districts?: string[]
        kinds?: string[]
        news?: ('raised' | 'worse' | 'cleared' | 'acknowledged' | 'changed')[]
        silent?: boolean
        simulated?: boolean
      }
      quiet: {
        from: string
        to: string
        upTo: 'blue' | 'yellow' | 'orange'
      } | null
      language: 'zh' | 'en' | 'both'
      templates: {
        zh?: string
        en?: string
      }
      summaryAbove: number
    }
    answer: Channel
  }
  createEnrolmentCode: {
    body: {
      id: string
    }
    answer: NewEnrolmentCode
  }
  createGateway: {
    body: {
      id: string
      name:
        | string
        | {
            zh: string
            en: string
          }
      district: string
      lon: number
      lat: number
    }
    answer: {
      gateway: GatewayEntry
      username: string
      password: string
      mode: 'password' | 'signed' | 'certificate'
    }
  }
  createPerson: {
    body: {
      user: string
      roles: (
        | 'viewer'
        | 'operator'
        | 'shift-lead'
        | 'data-steward'
        | 'department-admin'
        | 'system-admin'
        | 'security-admin'
        | 'auditor'
      )[]
      departments: string[] | null
    }
    answer: {
      person: Person
      password: string
    }
  }
  createService: {
    body: {
      id: string
      departments?: string[]
    }
    answer: MqttCredentials
  }
  createStation: {
    body: {
      id: string
      kind: string
      name:
        | string
        | {
            zh: string
            en: string
          }
      district: string
      lon: number
      lat: number
      owner?: string
      vendor?: string
      gateway?: string
      everySeconds?: number
      priority?: 'alarm' | 'normal' | 'low'
      traits?: {
        [k: string]: number | string
      }
      simulated?: boolean
    }
    answer: {
      station: StationEntry
      username: string
      password: string
      mode: 'password' | 'signed' | 'certificate'
    }
  }
  createToken: {
    body: {
      name: string
      days?: number
      scopes?: ('read' | 'act' | 'manage' | 'people' | 'wall')[]
      departments?: string[]
    }
    answer: {
      item: ApiToken
      token: string
    }
  }
  createWallToken: {
    path: {
      wall: string
    }
    body?: {
      days?: number
    }
    answer: {
      item: ApiToken
      token: string
    }
  }
  decideGrant: {
    path: {
      id: number | string
    }
    body: {
      give: boolean
    }
    answer: Grant
  }
  declareIncident: {
    body: {
      label: string
      severity: 'blue' | 'yellow' | 'orange' | 'red'
      districts?: string[]
      alarms?: string[]
      cause?: string
      text?: string
    }
    answer: IncidentWithParts
  }
  deleteFieldMap: {
    path: {
      of: 'vendor' | 'station'
      name: string
      kind: string
    }
    query?: {
      reason?: string
    }
  }
  disableDevice: {
    path: {
      id: string
    }
    body: {
      why: string
    }
    answer: DeviceAccess
  }
  discardDeadLetter: {
    path: {
      id: number | string
    }
    body: {
      reason: string
    }
    answer: DeadLetter
  }
  discardDeadLetters: {
    body: {
      filter: {
        station?: string
        vendor?: string
        kind?: string
        reason?:
          | 'not-json'
          | 'not-a-reading'
          | 'bad-time'
          | 'bad-sequence'
          | 'no-values'
          | 'unknown-station'
          | 'not-its-gateway'
          | 'station-disabled'
          | 'unknown-value'
          | 'not-a-number'
          | 'unknown-unit'
          | 'mapped-twice'
          | 'too-old'
          | 'in-the-future'
          | 'store-refused-line'
        stage?: 'decode' | 'convert' | 'check' | 'store'
        field?: string
        state?: ('waiting' | 'replaying' | 'replayed' | 'refused-again' | 'discarded')[]
        from?: string
        to?: string
      }
      after?: number
      limit?: number
      reason: string
    }
    answer: DiscardManyAnswer
  }
  dutyNow: {
    query?: {
      at?: string
    }
    answer: DutyNow
  }
  dutyOfAlarm: {
    path: {
      id: string
    }
    answer: AlarmDuty
  }
  dutyWeek: {
    query?: {
      from?: string
      days?: number | string
    }
    answer: DutyWeek
  }
  enableDevice: {
    path: {
      id: string
    }
    body?: {}
    answer: DeviceAccess
  }
  endGrant: {
    path: {
      id: number | string
    }
    body?: {}
    answer: Grant
  }
  endSession: {
    path: {
      id: string
    }
  }
  endSuppression: {
    path: {
      id: string
    }
    body?: {}
    answer: Suppression
  }
  enrol: {
    body: {
      code: string
      mode?: 'password' | 'signed' | 'certificate'
      fingerprint?: string
    }
    answer: DeviceCredentials
  }
  enterWall: {
    body: {
      token: string
    }
  }
  finishSignInElsewhere: {
    query?: {
      code?: string
      state?: string
      error?: string
    }
  }
  getAccess: {
    answer: {
      roles: (
        | 'viewer'
        | 'operator'
        | 'shift-lead'
        | 'data-steward'
        | 'department-admin'
        | 'system-admin'
        | 'security-admin'
        | 'auditor'
      )[]
      actions: {
        action: string
        roles: (
          | 'viewer'
          | 'operator'
          | 'shift-lead'
          | 'data-steward'
          | 'department-admin'
          | 'system-admin'
          | 'security-admin'
          | 'auditor'
        )[]
        reach: 'none' | 'own' | 'shared'
        needsProof: boolean
        scopes: ('read' | 'act' | 'manage' | 'people' | 'wall')[]
      }[]
    }
  }
  getAlarm: {
    path: {
      id: string
    }
    answer: AlarmWithEvents
  }
  getAlarmPerformance: {
    query?: {
      from?: string
      to?: string
      owner?: string
      format?: 'json' | 'csv'
      table?: 'measures' | 'causes' | 'floods'
    }
    answer: AlarmPerformance
  }
  getAuditState: {
    answer: AuditState
  }
  getBackups: {
    answer: Backups
  }
  getChannel: {
    path: {
      id: string
    }
    answer: Channel
  }
  getCity: {
    answer: City
  }
  getContact: {
    path: {
      id: string
    }
    answer: {
      id: string
      versions: DutyVersion[]
    }
  }
  getDeadLetter: {
    path: {
      id: number | string
    }
    answer: DeadLetterDetail
  }
  getDeviceAccess: {
    path: {
      id: string
    }
    answer: DeviceAccess
  }
  getEscalation: {
    path: {
      id: string
    }
    answer: {
      id: string
      versions: DutyVersion[]
    }
  }
  getFieldMap: {
    path: {
      of: 'vendor' | 'station'
      name: string
      kind: string
    }
    answer: FieldMapEntry
  }
  getIncident: {
    path: {
      id: string
    }
    answer: IncidentWithParts
  }
  getLatestReading: {
    path: {
      id: string
    }
    answer: Latest
  }
  getOperations: {
    answer: Operations
  }
  getOperationsHistory: {
    answer: OperationsHistory
  }
  getOverride: {
    path: {
      id: string
    }
    answer: {
      id: string
      versions: DutyVersion[]
    }
  }
  getPerson: {
    path: {
      user: string
    }
    answer: Person
  }
  getProfile: {
    answer: Profile
  }
  getRegistrationDoor: {
    answer: RegistrationDoor
  }
  getRoster: {
    path: {
      id: string
    }
    answer: {
      id: string
      versions: DutyVersion[]
    }
  }
  getRule: {
    path: {
      id: string
    }
    answer: {
      id: string
      versions: RuleVersion[]
    }
  }
  getRuleTry: {
    path: {
      id: string
    }
    answer: RuleTry
  }
  getSeries: {
    query: {
      station: string
      value: string
      from?: string
      to?: string
      every?: string
      aggregate?: 'mean' | 'min' | 'max' | 'count' | 'p95'
    }
    answer: SeriesAnswer
  }
  getSession: {
    answer: Session
  }
  getSignInService: {
    answer: {
      service: {
        label: {
          zh: string
          en: string
        } | null
      } | null
    }
  }
  getStation: {
    path: {
      id: string
    }
    answer: StationEntry
  }
  getTarget: {
    path: {
      id: string
    }
    answer: {
      id: string
      versions: DutyVersion[]
    }
  }
  getWarning: {
    path: {
      identifier: string
    }
    query?: {
      dialect?: 'oasis' | 'cn'
    }
  }
  handOverIncident: {
    path: {
      id: string
    }
    body: {
      to: string
      text: string
    }
    answer: IncidentWithParts
  }
  historyMarks: {
    query?: {
      from?: string
      to?: string
      steps?: number | string
    }
    answer: HistoryMarks
  }
  importStations: {
    query?: {
      dryRun?: boolean
    }
    body?: string
    answer: ImportAnswer
  }
  incidentEventsOf: {
    query?: {
      from?: string
      to?: string
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: IncidentMessage[]
      next: string | null
    }
  }
  incidentsAt: {
    query: {
      at: string
      limit?: number | string
      cursor?: string
    }
    answer: IncidentsAt
  }
  issueWarning: {
    path: {
      id: string
    }
    body?: {
      why?: string
    }
    answer: IssuedWarning
  }
  issueWarningOfIncident: {
    path: {
      id: string
    }
    body?: {
      why?: string
    }
    answer: IssuedWarning
  }
  joinIncident: {
    path: {
      id: string
    }
    body: {
      alarm: string
    }
    answer: IncidentWithParts
  }
  leadIncident: {
    path: {
      id: string
    }
    body: {
      lead: string
    }
    answer: IncidentWithParts
  }
  leaveIncident: {
    path: {
      id: string
    }
    body: {
      alarm: string
      reason: string
    }
    answer: IncidentWithParts
  }
  levelIncident: {
    path: {
      id: string
    }
    body: {
      severity: 'blue' | 'yellow' | 'orange' | 'red'
    }
    answer: IncidentWithParts
  }
  listAlarmEvents: {
    query?: {
      department?: string
      after?: number | string
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: AlarmMessage[]
      next: string | null
    }
  }
  listAlarms: {
    query?: {
      state?: (
        | 'normal'
        | 'unacknowledged'
        | 'acknowledged'
        | 'returned'
        | 'shelved'
        | 'suppressed'
        | 'out-of-service'
      )[]
      severity?: ('blue' | 'yellow' | 'orange' | 'red')[]
      district?: string
      rule?: string
      station?: string
      after?: number | string
      before?: string
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: Alarm[]
      next: string | null
    }
  }
  listAudit: {
    query?: {
      actor?: string
      action?: string
      object?: string
      result?: string
      from?: string
      to?: string
      text?: string
      format?: 'json' | 'csv' | 'jsonl'
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: AuditEntry[]
      next: string | null
    }
  }
  listAuditHeads: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: AuditHead[]
      next: string | null
    }
  }
  listChannels: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: Channel[]
      next: string | null
    }
  }
  listChannelTypes: {
    answer: {
      items: ChannelType[]
      next: null
    }
  }
  listContacts: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: DutyVersion[]
      next: string | null
    }
  }
  listDeadLetters: {
    query?: {
      station?: string
      vendor?: string
      kind?: string
      reason?:
        | 'not-json'
        | 'not-a-reading'
        | 'bad-time'
        | 'bad-sequence'
        | 'no-values'
        | 'unknown-station'
        | 'not-its-gateway'
        | 'station-disabled'
        | 'unknown-value'
        | 'not-a-number'
        | 'unknown-unit'
        | 'mapped-twice'
        | 'too-old'
        | 'in-the-future'
        | 'store-refused-line'
      stage?: 'decode' | 'convert' | 'check' | 'store'
      field?: string
      state?: ('waiting' | 'replaying' | 'replayed' | 'refused-again' | 'discarded')[]
      from?: string
      to?: string
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: DeadLetter[]
      next: string | null
    }
  }
  listDeliveries: {
    path: {
      id: string
    }
    query?: {
      state?: ('waiting' | 'quiet' | 'sent' | 'refused' | 'dropped')[]
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: Delivery[]
      next: string | null
    }
  }
  listEnrolmentCodes: {
    answer: {
      items: EnrolmentCode[]
      next: null
    }
  }
  listEscalations: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: DutyVersion[]
      next: string | null
    }
  }
  listFieldMaps: {
    answer: {
      items: FieldMapEntry[]
    }
  }
  listFieldMapVersions: {
    path: {
      of: 'vendor' | 'station'
      name: string
      kind: string
    }
    answer: {
      items: FieldMapEntry[]
    }
  }
  listGaps: {
    query?: {
      station?: string
      district?: string
      department?: string
      vendor?: string
      kind?: string
      cause?: 'sequence' | 'cadence' | 'journal' | 'store'
      state?: ('ongoing' | 'open' | 'healed')[]
      from?: string
      to?: string
      format?: 'json' | 'csv'
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: GapEntry[]
      next: string | null
    }
  }
  listGateways: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: GatewayEntry[]
      next: string | null
    }
  }
  listGrants: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: Grant[]
      next: string | null
    }
  }
  listGrantUses: {
    path: {
      id: number | string
    }
    answer: {
      items: GrantUse[]
      next: string | null
    }
  }
  listIncidents: {
    query?: {
      state?: ('open' | 'stable' | 'closed')[]
      severity?: ('blue' | 'yellow' | 'orange' | 'red')[]
      district?: string
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: Incident[]
      next: string | null
    }
  }
  listLedger: {
    query?: {
      station?: string
      district?: string
      department?: string
      vendor?: string
      kind?: string
      from?: string
      to?: string
      by?: 'hour' | 'station' | 'district' | 'department' | 'vendor' | 'city'
      format?: 'json' | 'csv'
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: (LedgerRow | LedgerGroup)[]
      next: string | null
    }
  }
  listOverrides: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: DutyVersion[]
      next: string | null
    }
  }
  listPeople: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: Person[]
      next: string | null
    }
  }
  listRegistrations: {
    answer: {
      items: Registration[]
      next: null
    }
  }
  listRosters: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: DutyVersion[]
      next: string | null
    }
  }
  listRules: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: RuleVersion[]
      next: string | null
    }
  }
  listServices: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: ServiceEntry[]
      next: string | null
    }
  }
  listSessions: {
    answer: {
      items: OpenSession[]
      next: string | null
    }
  }
  listShiftNotes: {
    query?: {
      from?: string
      to?: string
    }
    answer: {
      items: ShiftNote[]
      next: null
    }
  }
  listStationHistory: {
    path: {
      id: string
    }
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: StationHistoryEntry[]
      next: string | null
    }
  }
  listStations: {
    query?: {
      kind?: string[]
      district?: string[]
      status?: ('online' | 'stale' | 'offline' | 'unknown')[]
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: StationEntry[]
      next: string | null
    }
  }
  listSuppressions: {
    answer: {
      items: Suppression[]
      next: null
    }
  }
  listTargets: {
    query?: {
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: DutyVersion[]
      next: string | null
    }
  }
  listTokens: {
    answer: {
      items: ApiToken[]
      next: string | null
    }
  }
  listTokensOfPerson: {
    path: {
      user: string
    }
    answer: {
      items: ApiToken[]
      next: string | null
    }
  }
  listUnsafeSettings: {
    answer: {
      items: {
        id:
          | 'http-plain'
          | 'mqtt-plain'
          | 'proxies-wide'
          | 'admin-password-weak'
          | 'admin-password-in-environment'
          | 'data-readable'
          | 'key-readable'
          | 'key-beside-data'
          | 'runs-as-root'
          | 'simulated-in-the-open'
          | 'influx-plain'
          | 'audit-alone'
        detail: string
      }[]
      next: null
    }
  }
  listViews: {
    query?: {
      page?: string
    }
    answer: {
      items: SavedView[]
      next: null
    }
  }
  listWallTokens: {
    path: {
      wall: string
    }
    answer: {
      items: ApiToken[]
      next: string | null
    }
  }
  listWarnings: {
    query?: {
      state?: 'active' | 'past'
      alarm?: string
      incident?: string
      limit?: number | string
      cursor?: string
    }
    answer: {
      items: IssuedWarning[]
      next: string | null
    }
  }
  mergeIncident: {
    path: {
      id: string
    }
    body: {
      into: string
      reason: string
    }
    answer: IncidentWithParts
  }
  noteIncident: {
    path: {
      id: string
    }
    body: {
      text: string
    }
    answer: IncidentWithParts
  }
  openRegistration: {
    body?: {}
    answer: {
      password: string
    }
  }
  outOfServiceAlarm: {
    path: {
      id: string
    }
    body: {
      reason: string
    }
    answer: AlarmWithEvents
  }
  previewWarning: {
    path: {
      id: string
    }
    query?: {
      dialect?: 'oasis' | 'cn'
      status?: 'Actual' | 'Exercise' | 'System' | 'Test' | 'Draft'
    }
  }
  previewWarningOfIncident: {
    path: {
      id: string
    }
    query?: {
      dialect?: 'oasis' | 'cn'
      status?: 'Actual' | 'Exercise' | 'System' | 'Test' | 'Draft'
    }
  }
  proveAuditEntry: {
    path: {
      seq: number | string
    }
    query?: {
      size?: number | string
    }
    answer: AuditProof
  }
  proveAuditGrowth: {
    query: {
      from: number | string
      to: number | string
    }
    answer: AuditConsistency
  }
  putFieldMap: {
    path: {
      of: 'vendor' | 'station'
      name: string
      kind: string
    }
    body: {
      map: {
        values: {
          [k: string]: {
            to: string | null
            unit?: string
            factor?: number
            plus?: number
            fromText?: boolean
          }
        }
        time?: 's' | 'us' | 'ns'
      }
      isOn?: boolean
      reason: string
    }
    answer: FieldMapEntry
  }
  register: {
    body: {
      id: string
      password: string
      claim: string
      kind?: string
      name?:
        | string
        | {
            zh: string
            en: string
          }
      district?: string
      lon?: number
      lat?: number
      vendor?: string
      model?: string
    }
    answer: RegistrationAnswer
  }
  rejectRegistration: {
    path: {
      id: string
    }
    body?: {}
  }
  removeChannel: {
    path: {
      id: string
    }
  }
  removeContact: {
    path: {
      id: string
    }
    body: {
      why: string
      version: number
    }
    answer: DutyVersion
  }
  removeEscalation: {
    path: {
      id: string
    }
    body: {
      why: string
      version: number
    }
    answer: DutyVersion
  }
  removeOverride: {
    path: {
      id: string
    }
    body: {
      why: string
      version: number
    }
    answer: DutyVersion
  }
  removePerson: {
    path: {
      user: string
    }
  }
  removeRoster: {
    path: {
      id: string
    }
    body: {
      why: string
      version: number
    }
    answer: DutyVersion
  }
  removeRule: {
    path: {
      id: string
    }
    body: {
      why: string
      version: number
    }
    answer: RuleVersion
  }
  removeSecondFactor: {
    body: {
      password: string
    }
  }
  removeTarget: {
    path: {
      id: string
    }
    body: {
      why: string
      version: number
    }
    answer: DutyVersion
  }
  removeView: {
    path: {
      id: string
    }
  }
  reopenIncident: {
    path: {
      id: string
    }
    body: {
      reason: string
    }
    answer: IncidentWithParts
  }
  replayDeadLetter: {
    path: {
      id: number | string
    }
    body?: {
      payload?: string
    }
    answer: ReplayAnswer
  }
  replayDeadLetters: {
    body: {
      filter: {
        station?: string
        vendor?: string
        kind?: string
        reason?:
          | 'not-json'
          | 'not-a-reading'
          | 'bad-time'
          | 'bad-sequence'
          | 'no-values'
          | 'unknown-station'
          | 'not-its-gateway'
          | 'station-disabled'
          | 'unknown-value'
          | 'not-a-number'
          | 'unknown-unit'
          | 'mapped-twice'
          | 'too-old'
          | 'in-the-future'
          | 'store-refused-line'
        stage?: 'decode' | 'convert' | 'check' | 'store'
        field?: string
        state?: ('waiting' | 'replaying' | 'replayed' | 'refused-again' | 'discarded')[]
        from?: string
        to?: string
      }
      after?: number
      limit?: number
    }
    answer: ReplayManyAnswer
  }
  resetPassword: {
    path: {
      user: string
    }
    body?: {}
    answer: {
      user: string
      password: string
    }
  }
  resetSecondFactor: {
    path: {
      user: string
    }
    body?: {}
  }
  respondAlarm: {
    path: {
      id: string
    }
    body?: {
      comment?: string
    }
    answer: AlarmWithEvents
  }
  retireGateway: {
    path: {
      id: string
    }
  }
  retireService: {
    path: {
      id: string
    }
  }
  retireStation: {
    path: {
      id: string
    }
  }
  returnToServiceAlarm: {
    path: {
      id: string
    }
    body?: {
      comment?: string
    }
    answer: AlarmWithEvents
  }
  revokeToken: {
    path: {
      id: number | string
    }
  }
  revokeTokenOfPerson: {
    path: {
      user: string
      id: number | string
    }
  }
  revokeWallToken: {
    path: {
      wall: string
      id: number | string
    }
  }
  rotateCredentials: {
    path: {
      id: string
    }
    body?: {
      mode?: 'password' | 'signed' | 'certificate'
      fingerprint?: string
      beside?: boolean
    }
    answer: MqttCredentials
  }
  saveContact: {
    path: {
      id: string
    }
    body: {
      item: {}
      why: string
      version: number
    }
    answer: DutyVersion
  }
  saveEscalation: {
    path: {
      id: string
    }
    body: {
      item: {}
      why: string
      version: number
    }
    answer: DutyVersion
  }
  saveOverride: {
    path: {
      id: string
    }
    body: {
      item: {}
      why: string
      version: number
    }
    answer: DutyVersion
  }
  saveRoster: {
    path: {
      id: string
    }
    body: {
      item: {}
      why: string
      version: number
    }
    answer: DutyVersion
  }
  saveRule: {
    path: {
      id: string
    }
    body: {
      rule: {
        [k: string]: unknown
      }
      why: string
      version: number
    }
    answer: RuleVersion
  }
  saveTarget: {
    path: {
      id: string
    }
    body: {
      item: {}
      why: string
      version: number
    }
    answer: DutyVersion
  }
  saveView: {
    body: {
      name: string
      page: string
      query: string
      department?: string | null
      isDefault?: boolean
    }
    answer: SavedView
  }
  shelveAlarm: {
    path: {
      id: string
    }
    body: {
      reason: string
      until?: number
      minutes?: number
    }
    answer: AlarmWithEvents
  }
  signIn: {
    body: {
      user: string
      password: string
      code?: string
    }
    answer: Session
  }
  signOut: {}
  signOutPerson: {
    path: {
      user: string
    }
    body?: {}
  }
  stationsHistory: {
    query?: {
      from?: string
      to?: string
      every?: string
      kind?: string[]
      before?: 'yes' | 'no'
    }
    answer: StationsHistory
  }
  summariseDeadLetters: {
    query?: {
      station?: string
      vendor?: string
      kind?: string
      reason?:
        | 'not-json'
        | 'not-a-reading'
        | 'bad-time'
        | 'bad-sequence'
        | 'no-values'
        | 'unknown-station'
        | 'not-its-gateway'
        | 'station-disabled'
        | 'unknown-value'
        | 'not-a-number'
        | 'unknown-unit'
        | 'mapped-twice'
        | 'too-old'
        | 'in-the-future'
        | 'store-refused-line'
      stage?: 'decode' | 'convert' | 'check' | 'store'
      field?: string
      state?: ('waiting' | 'replaying' | 'replayed' | 'refused-again' | 'discarded')[]
      from?: string
      to?: string
    }
    answer: DeadLetterSummary
  }
  summariseLedger: {
    query?: {
      station?: string
      district?: string
      department?: string
      vendor?: string
      kind?: string
      from?: string
      to?: string
    }
    answer: LedgerSummary
  }
  suppress: {
    body: {
      reason: 'maintenance' | 'outage'
      scope: {
        districts?: string[]
        kinds?: string[]
        stations?: string[]
        gateways?: string[]
        rules?: string[]
        silenceOnly?: boolean
      }
      from?: string
      to?: string
      why: string
    }
    answer: Suppression
  }
  takeAlertmanagerWebhook: {
    body: {
      version: '4'
      alerts: {
        status?: string
        labels: {
          [k: string]: string
        }
        annotations?: {
          [k: string]: string
        }
        startsAt?: string
        endsAt?: string
      }[]
      [k: string]: unknown
    }
    answer: OutsideAnswer
  }
  takeOverIncident: {
    path: {
      id: string
    }
    body?: {}
    answer: IncidentWithParts
  }
  takePrometheusAlerts: {
    body?: {
      status?: string
      labels: {
        [k: string]: string
      }
      annotations?: {
        [k: string]: string
      }
      startsAt?: string
      endsAt?: string
    }[]
    answer: OutsideAnswer
  }
  taskAgainIncident: {
    path: {
      id: string
    }
    body: {
      task: number
      text?: string
    }
    answer: IncidentWithParts
  }
  taskAssignIncident: {
    path: {
      id: string
    }
    body: {
      task: number
      assignee: string
      due?: string
    }
    answer: IncidentWithParts
  }
  taskDoneIncident: {
    path: {
      id: string
    }
    body: {
      task: number
      text?: string
    }
    answer: IncidentWithParts
  }
  taskIncident: {
    path: {
      id: string
    }
    body: {
      text: string
      department: string
      assignee?: string
      due?: string
    }
    answer: IncidentWithParts
  }
  testChannel: {
    path: {
      id: string
    }
    body?: {}
    answer: TestAnswer
  }
  tryRule: {
    body: {
      rule: {
        [k: string]: unknown
      }
      from?: string
      to?: string
    }
    answer: RuleTry
  }
  turnRuleOff: {
    path: {
      id: string
    }
    body: {
      why: string
      version: number
    }
    answer: RuleVersion
  }
  turnRuleOn: {
    path: {
      id: string
    }
    body: {
      why: string
      version: number
    }
    answer: RuleVersion
  }
  unshelveAlarm: {
    path: {
      id: string
    }
    body?: {
      comment?: string
    }
    answer: AlarmWithEvents
  }
  verifyAudit: {
    body?: {}
    answer: AuditState
  }
  warningFeed: {}
  withdrawWarning: {
    path: {
      id: string
    }
    body: {
      why: string
    }
    answer: IssuedWarning
  }
  withdrawWarningOfIncident: {
    path: {
      id: string
    }
    body: {
      why: string
    }
    answer: IssuedWarning
  }
}
export interface AlarmWithEvents {
  id: string
  rule: string
  label: {
    zh: string
    en: string
  }
  response: {
    zh: string
    en: string
  }
  consequence: {
    zh: string
    en: string
  } | null
  severity: 'blue' | 'yellow' | 'orange' | 'red'
  state: 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'suppressed' | 'out-of-service'
  active: boolean
  acknowledged: boolean
  kind: string
  station: string
  district: string
  owner: string
  raisedAt: number
  clearedAt: number | null
  ackedAt: number | null
  ackedBy: string | null
  assignee: string | null
  shelvedUntil: number | null
  value: string | null
  reading: number | null
  limit: number | null
  unit: string | null
  grade: number
  ackBy: number | null
  respondBy: number | null
  late: boolean
  count: number
  simulated: boolean
  answer?: {
    since: number | null
    worseAt: number | null
    respondedAt: number | null
    respondedBy: string | null
    missed: ('ack' | 'respond')[]
    escalation: {
      chain: string
      on: 'ack' | 'respond'
      wait: number
      from: number
      step: number
      at: number
      reached: boolean
    } | null
  }
  said?: {
    text: string
    by: string
    at: number
  }
  incident: string | null
  seq: number
  events: {
    seq: number
    alarm: string
    type:
      | 'raise'
      | 'clear'
      | 'severity'
      | 'announce'
      | 'amend'
      | 'ack'
      | 'comment'
      | 'assign'
      | 'shelve'
      | 'unshelve'
      | 'suppress'
      | 'unsuppress'
      | 'out-of-service'
      | 'return-to-service'
      | 'respond'
      | 'overdue'
      | 'escalate'
      | 'incident'
    at: number
    recordedAt: number
    by: string
    text: string | null
    state: 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'suppressed' | 'out-of-service'
    late: boolean
    called?: {
      chain: string
      on: 'ack' | 'respond'
      level: number
      step: number
      department: string
      position: string
      people: {
        id: string
        name:
          | string
          | {
              zh: string
              en: string
            }
      }[]
    }
    owed?: 'ack' | 'respond'
  }[]
}
export interface IncidentWithParts {
  id: string
  cause: string
  label: {
    zh: string
    en: string
  }
  severity: 'blue' | 'yellow' | 'orange' | 'red'
  atLeast: ('blue' | 'yellow' | 'orange' | 'red') | null
  worst: 'blue' | 'yellow' | 'orange' | 'red'
  state: 'open' | 'stable' | 'closed'
  districts: string[]
  kinds: string[]
  departments: string[]
  parts?: {
    kind: string
    owner: string
    districts: string[]
    members: number
    beside: boolean
  }[]
  takes?: string[]
  withheld?: number
  openedAt: number
  lastRaisedAt: number
  openedBy: string
  stableAt: number | null
  closedAt: number | null
  closedBy: string | null
  mergedInto: string | null
  lead: string | null
  handOver: {
    from: string
    to: string
    text: string
    at: number
    ofDepartments?: string[]
  } | null
  members: number
  active: number
  waiting: number
  tasks: {
    id: number
    text: {
      zh: string
      en: string
    }
    department: string
    assignee: string | null
    due: number | null
    by: string
    at: number
    doneAt: number | null
    doneBy: string | null
    kind?: string
    ofDepartments?: string[]
  }[]
  simulated: boolean
  touched: boolean
  number: number
  seq: number
  alarms: {
    id: string
    rule: string
    label: {
      zh: string
      en: string
    }
    response: {
      zh: string
      en: string
    }
    consequence: {
      zh: string
      en: string
    } | null
    severity: 'blue' | 'yellow' | 'orange' | 'red'
    state: 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'suppressed' | 'out-of-service'
    active: boolean
    acknowledged: boolean
    kind: string
    station: string
    district: string
    owner: string
    raisedAt: number
    clearedAt: number | null
    ackedAt: number | null
    ackedBy: string | null
    assignee: string | null
    shelvedUntil: number | null
    value: string | null
    reading: number | null
    limit: number | null
    unit: string | null
    grade: number
    ackBy: number | null
    respondBy: number | null
    late: boolean
    count: number
    simulated: boolean
    answer?: {
      since: number | null
      worseAt: number | null
      respondedAt: number | null
      respondedBy: string | null
      missed: ('ack' | 'respond')[]
      escalation: {
        chain: string
        on: 'ack' | 'respond'
        wait: number
        from: number
        step: number
        at: number
        reached: boolean
      } | null
    }
    said?: {
      text: string
      by: string
      at: number
    }
    incident: string | null
    seq: number
  }[]
  events: {
    seq: number
    incident: string
    number: number
    type:
      | 'opened'
      | 'joined'
      | 'left'
      | 'moved'
      | 'severity'
      | 'stable'
      | 'active'
      | 'acknowledged'
      | 'lead'
      | 'task'
      | 'task-assigned'
      | 'task-done'
      | 'task-again'
      | 'note'
      | 'hand-over'
      | 'taken-over'
      | 'merged'
      | 'absorbed'
      | 'closed'
      | 'reopened'
    at: number
    recordedAt: number
    by: string
    text: string | null
    alarm: string | null
    kind?: string
    owner?: string
    ofDepartments?: string[]
    task: number | null
    state: 'open' | 'stable' | 'closed'
    late: boolean
  }[]
}
export interface ShiftNote {
  id: number
  at: number
  by: string
  kind: 'note' | 'sign-off' | 'taken-over'
  text: string
  from: number
  to: number
}
export interface AlarmMessage {
  seq: number
  department: string
  departmentSeq: number
  event: {
    seq: number
    alarm: string
    type:
      | 'raise'
      | 'clear'
      | 'severity'
      | 'announce'
      | 'amend'
      | 'ack'
      | 'comment'
      | 'assign'
      | 'shelve'
      | 'unshelve'
      | 'suppress'
      | 'unsuppress'
      | 'out-of-service'
      | 'return-to-service'
      | 'respond'
      | 'overdue'
      | 'escalate'
      | 'incident'
    at: number
    recordedAt: number
    by: string
    text: string | null
    state: 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'suppressed' | 'out-of-service'
    late: boolean
    called?: {
      chain: string
      on: 'ack' | 'respond'
      level: number
      step: number
      department: string
      position: string
      people: {
        id: string
        name:
          | string
          | {
              zh: string
              en: string
            }
      }[]
    }
    owed?: 'ack' | 'respond'
  }
  alarm: {
    id: string
    rule: string
    label: {
      zh: string
      en: string
    }
    response: {
      zh: string
      en: string
    }
    consequence: {
      zh: string
      en: string
    } | null
    severity: 'blue' | 'yellow' | 'orange' | 'red'
    state: 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'suppressed' | 'out-of-service'
    active: boolean
    acknowledged: boolean
    kind: string
    station: string
    district: string
    owner: string
    raisedAt: number
    clearedAt: number | null
    ackedAt: number | null
    ackedBy: string | null
    assignee: string | null
    shelvedUntil: number | null
    value: string | null
    reading: number | null
    limit: number | null
    unit: string | null
    grade: number
    ackBy: number | null
    respondBy: number | null
    late: boolean
    count: number
    simulated: boolean
    answer?: {
      since: number | null
      worseAt: number | null
      respondedAt: number | null
      respondedBy: string | null
      missed: ('ack' | 'respond')[]
      escalation: {
        chain: string
        on: 'ack' | 'respond'
        wait: number
        from: number
        step: number
        at: number
        reached: boolean
      } | null
    }
    said?: {
      text: string
      by: string
      at: number
    }
    incident: string | null
    seq: number
  }
}
export interface AlarmsAt {
  at: number
  seq: number
  items: {
    id: string
    rule: string
    label: {
      zh: string
      en: string
    }
    response: {
      zh: string
      en: string
    }
    consequence: {
      zh: string
      en: string
    } | null
    severity: 'blue' | 'yellow' | 'orange' | 'red'
    state: 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'suppressed' | 'out-of-service'
    active: boolean
    acknowledged: boolean
    kind: string
    station: string
    district: string
    owner: string
    raisedAt: number
    clearedAt: number | null
    ackedAt: number | null
    ackedBy: string | null
    assignee: string | null
    shelvedUntil: number | null
    value: string | null
    reading: number | null
    limit: number | null
    unit: string | null
    grade: number
    ackBy: number | null
    respondBy: number | null
    late: boolean
    count: number
    simulated: boolean
    answer?: {
      since: number | null
      worseAt: number | null
      respondedAt: number | null
      respondedBy: string | null
      missed: ('ack' | 'respond')[]
      escalation: {
        chain: string
        on: 'ack' | 'respond'
        wait: number
        from: number
        step: number
        at: number
        reached: boolean
      } | null
    }
    said?: {
      text: string
      by: string
      at: number
    }
    incident: string | null
    seq: number
  }[]
  next: string | null
}
export interface Grant {
  id: number
  to: string
  from: string
  kinds: string[] | null
  purpose: string
  state: 'asked' | 'given' | 'refused' | 'ended'
  askedBy: string
  askedAt: number
  days: number
  decidedBy: string | null
  decidedAt: number | null
  until: number | null
  endedBy: string | null
  endedAt: number | null
}
export interface Channel {
  id: string
  type: string
  label: string
  isOn: boolean
  settings: {
    [k: string]: string
  }
  filter: {
    severities?: ('blue' | 'yellow' | 'orange' | 'red')[]
    departments?: string[]
    districts?: string[]
    kinds?: string[]
    news?: ('raised' | 'worse' | 'cleared' | 'acknowledged' | 'changed')[]
    silent?: boolean
    simulated?: boolean
  }
  quiet: {
    from: string
    to: string
    upTo: 'blue' | 'yellow' | 'orange'
  } | null
  language: 'zh' | 'en' | 'both'
  templates: {
    zh?: string
    en?: string
  }
  summaryAbove: number
  secrets: string[]
  state: 'working' | 'retrying' | 'held' | 'off'
  position: number
  waiting: number
  quieted: number
  lastFault: string | null
  lastSentAt: number | null
  changedAt: number
  changedBy: string
}
export interface Session {
  user: string
  role: 'viewer' | 'operator' | 'admin'
  roles: (
    | 'viewer'
    | 'operator'
    | 'shift-lead'
    | 'data-steward'
    | 'department-admin'
    | 'system-admin'
    | 'security-admin'
    | 'auditor'
  )[]
  departments: string[] | null
  actions: string[]
  isBootstrap: boolean
  owes: ('password' | 'second-factor') | null
  by: 'cookie' | 'token'
  provedUntil: number | null
  expiresAt: number | null
}
export interface Person {
  user: string
  roles: (
    | 'viewer'
    | 'operator'
    | 'shift-lead'
    | 'data-steward'
    | 'department-admin'
    | 'system-admin'
    | 'security-admin'
    | 'auditor'
  )[]
  departments: string[] | null
  isBootstrap: boolean
  isOff: boolean
  mustChange: boolean
  secondFactorAt: number | null
  isFromService: boolean
  createdAt: number
  createdBy: string
}
export interface StationEntry {
  id: string
  kind: string
  name:
    | string
    | {
        zh: string
        en: string
      }
  district: string
  lon: number
  lat: number
  owner: string
  vendor?: string
  gateway?: string
  everySeconds: number
  priority?: 'alarm' | 'normal' | 'low'
  traits?: {
    [k: string]: number | string
  }
  simulated?: boolean
  status: 'online' | 'stale' | 'offline' | 'unknown'
  presence: {
    state: 'online' | 'stale' | 'offline' | 'unknown'
    reason: 'connected' | 'reading' | 'cadence' | 'lwt' | 'disconnected' | 'gateway' | 'never-seen'
    since: number
  }
  clock?: {
    skewMs: number
    at: number
    hint: 'good' | 'off' | 'late' | 'refused'
  }
  locked?: {
    sharing: 'on-demand' | 'withheld'
    ask: string
  }
}
export interface SavedView {
  id: string
  name: string
  page: string
  query: string
  owner: string
  department: string | null
  isDefault: boolean
  changedAt: number
}
export interface DeadLetterCheck {
  readings: {
    station: string
    kind: string
    ts: number
    seq: number
    values: {
      [k: string]: {
        value: number | null
        unit: string
        flag: number
      }
    }
  }[]
  faults: {
    item: number | null
    stage: string
    reason: string
    detail: string
    place: {
      from: number
      to: number
    } | null
  }[]
  mapVersion: number | null
}
export interface CommandAnswer {
  id: string
  at: number
  topic: string
  isConnected: boolean
  delivery: 'sent' | 'not-listening' | 'not-connected'
}
export interface BackupJob {
  folder: string
  by: string
  beganAt: number
  endedAt: number | null
  outcome: 'running' | 'done' | 'failed'
  phase: 'records' | 'series' | 'journal' | 'hashing'
  progress: number
  bytes: number
  detail: string
}
export interface NewEnrolmentCode {
  id: string
  createdAt: number
  createdBy: string
  endsAt: number
  code: string
}
export interface GatewayEntry {
  id: string
  name:
    | string
    | {
        zh: string
        en: string
      }
  district: string
  lon: number
  lat: number
  simulated?: boolean
  connected: boolean
  stations: number
}
export interface MqttCredentials {
  username: string
  password: string
  mode: 'password' | 'signed' | 'certificate'
}
export interface ApiToken {
  id: number
  name: string
  user: string
  createdAt: number
  expiresAt: number | null
  scopes: ('read' | 'act' | 'manage' | 'people' | 'wall')[] | null
  departments: string[] | null
  usedAt: number | null
}
export interface DeviceAccess {
  id: string
  of: 'station' | 'gateway' | 'service'
  slots: {
    issue: number
    mode: 'password' | 'signed' | 'certificate'
    createdAt: number
    endsAt: number | null
    fingerprint?: string
  }[]
  disabled: {
    at: number
    by: string
    why: string
  } | null
}
export interface DeadLetter {
  id: number
  position: number
  receivedAt: number
  topic: string
  station: string | null
  stage: string
  reason: string
  detail: string
  item: number | null
  raw: string
  replayedAt: number | null
  vendor: string | null
  kind: string | null
  field: string | null
  state: 'waiting' | 'replaying' | 'replayed' | 'refused-again' | 'discarded'
  by: string | null
  changedAt: number | null
  note: string | null
  edited: string | null
  mapVersion: number | null
  replayPosition: number | null
}
export interface DiscardManyAnswer {
  discarded: number
  left: number
  next: number | null
}
export interface DutyNow {
  at: number
  items: {
    roster: string
    label: {
      zh: string
      en: string
    }
    department: string
    position: 'duty-officer' | 'shift-lead' | 'head'
    shifts: {
      zh: string
      en: string
    }[]
    people: {
      id: string
      name: {
        zh: string
        en: string
      }
      user: string | null
    }[]
    isGap: boolean
    isChanged: boolean
    from: number | null
    until: number | null
    next: {
      id: string
      name: {
        zh: string
        en: string
      }
      user: string | null
    }[]
  }[]
  gaps: {
    roster: string
    label: {
      zh: string
      en: string
    }
    from: number
    to: number
  }[]
}
export interface AlarmDuty {
  alarm: string
  acting: {
    roster: string
    label: {
      zh: string
      en: string
    }
    department: string
    position: 'duty-officer' | 'shift-lead' | 'head'
    shifts: {
      zh: string
      en: string
    }[]
    people: {
      id: string
      name: {
        zh: string
        en: string
      }
      user: string | null
    }[]
    isGap: boolean
    isChanged: boolean
    from: number | null
    until: number | null
    next: {
      id: string
      name: {
        zh: string
        en: string
      }
      user: string | null
    }[]
  }[]
  next: {
    at: number
    on: 'ack' | 'respond'
    level: number
    department: string
    position: 'duty-officer' | 'shift-lead' | 'head'
    people: {
      id: string
      name: {
        zh: string
        en: string
      }
      user: string | null
    }[]
  } | null
  called: {
    at: number
    seq: number
    called: {
      chain: string
      on: 'ack' | 'respond'
      level: number
      step: number
      department: string
      position: string
      people: {
        id: string
        name:
          | string
          | {
              zh: string
              en: string
            }
      }[]
    }
  }[]
}
export interface DutyWeek {
  from: number
  to: number
  rosters: {
    roster: string
    label: {
      zh: string
      en: string
    }
    department: string
    position: 'duty-officer' | 'shift-lead' | 'head'
    stretches: {
      from: number
      to: number
      shifts: {
        zh: string
        en: string
      }[]
      people: {
        id: string
        name: {
          zh: string
          en: string
        }
        user: string | null
      }[]
      isGap: boolean
      overrides: string[]
    }[]
  }[]
}
export interface Suppression {
  id: string
  reason: 'maintenance' | 'outage'
  scope: {
    districts?: string[]
    kinds?: string[]
    stations?: string[]
    gateways?: string[]
    rules?: string[]
    silenceOnly?: boolean
  }
  from: number
  to: number | null
  why: string
  by: string
  endedBy: string | null
  departments?: string[] | null
}
export interface DeviceCredentials {
  username: string
  password: string
  mode: 'password' | 'signed' | 'certificate'
  topics: {
    readings: string
    status: string
    faults: string
  }
}
export interface AlarmPerformance {
  from: number
  to: number
  asked: {
    scope: string
    positions: number
    count: number
    measures: {
      id:
        | 'per-day'
        | 'per-hour'
        | 'per-ten-minutes'
        | 'bad-hours'
        | 'bad-periods'
        | 'peak'
        | 'time-in-flood'
        | 'top-ten'
        | 'chattering'
        | 'fleeting'
        | 'stale'
        | 'share-yellow'
        | 'share-orange'
        | 'share-red'
      value: number
      acceptable: number
      manageable: number | null
      mark: 'acceptable' | 'manageable' | 'over'
    }[]
    bySeverity: {
      blue: number
      yellow: number
      orange: number
      red: number
    }
    toAcknowledge: {
      count: number
      median: number | null
      p95: number | null
      withTarget: number
      late: number
    }
    toClear: {
      count: number
      median: number | null
      p95: number | null
      withTarget: number
      late: number
    }
    waiting: number
    aside: {
      shelved: number
      suppressed: number
      'out-of-service': number
    }
  }
  departments: {
    scope: string
    positions: number
    count: number
    measures: {
      id:
        | 'per-day'
        | 'per-hour'
        | 'per-ten-minutes'
        | 'bad-hours'
        | 'bad-periods'
        | 'peak'
        | 'time-in-flood'
        | 'top-ten'
        | 'chattering'
        | 'fleeting'
        | 'stale'
        | 'share-yellow'
        | 'share-orange'
        | 'share-red'
      value: number
      acceptable: number
      manageable: number | null
      mark: 'acceptable' | 'manageable' | 'over'
    }[]
    bySeverity: {
      blue: number
      yellow: number
      orange: number
      red: number
    }
    toAcknowledge: {
      count: number
      median: number | null
      p95: number | null
      withTarget: number
      late: number
    }
    toClear: {
      count: number
      median: number | null
      p95: number | null
      withTarget: number
      late: number
    }
    waiting: number
    aside: {
      shelved: number
      suppressed: number
      'out-of-service': number
    }
  }[]
  top: {
    rule: string
    station: string
    owner: string
    count: number
    share: number
  }[]
  chattering: {
    rule: string
    station: string
    owner: string
    count: number
    share: number
  }[]
  fleeting: {
    rule: string
    station: string
    owner: string
    count: number
    share: number
  }[]
  stale: {
    rule: string
    station: string
    owner: string
    alarm: string
    since: number
  }[]
  floods: {
    scope: string
    from: number
    to: number | null
    count: number
    peak: number
    bySeverity: {
      [k: string]: number
    }
    byDistrict: {
      [k: string]: number
    }
    byKind: {
      [k: string]: number
    }
  }[]
  aside: {
    how: 'shelved' | 'suppressed' | 'out-of-service'
    reason: string
    count: number
  }[]
  changes: {
    rule: string
    version: number
    at: number
    by: string
    why: string
    is: 'on' | 'off' | 'gone'
  }[]
  byHour: number[]
}
export interface AuditState {
  head: {
    size: number
    seq: number
    at: number
    root: string
    link: string
    key: string
    signature: string
  } | null
  publicKey: string
  keepDays: number
  anchors: string[]
  anchorFault: string | null
  verifiedAt: number | null
  isVerifying: boolean
  entries: number
  broken: {
    seq: number
    what: string
  } | null
}
export interface Backups {
  job: {
    folder: string
    by: string
    beganAt: number
    endedAt: number | null
    outcome: 'running' | 'done' | 'failed'
    phase: 'records' | 'series' | 'journal' | 'hashing'
    progress: number
    bytes: number
    detail: string
  } | null
  lastAt: number | null
  folder: string
  schedule: string | null
  items: {
    folder: string
    version: string
    endedAt: number
    bytes: number
    files: number
  }[]
}
export interface City {
  label: {
    zh: string
    en: string
  }
  version: string
  timeZone: string
  kinds: {
    id: string
    label: {
      zh: string
      en: string
    }
    standard?: string
    owner: string
    sharing: 'mandatory' | 'on-demand' | 'withheld'
    everySeconds: number
    sleepy?: boolean
    priority?: 'alarm' | 'normal' | 'low'
    shape: 'circle' | 'square' | 'triangle' | 'diamond' | 'pentagon' | 'hexagon' | 'cross' | 'star'
    headline: string
    values: {
      [k: string]: {
        unit: string
        label: {
          zh: string
          en: string
        }
        decimals: number
        fail?: [number, number]
        suspect?: [number, number]
        spike?: [number, number]
        ratePerMinute?: number
        flat?: {
          suspectSeconds: number
          failSeconds: number
          tolerance: number
        }
        molarMass?: number
        limits?: {
          at: number
          label: {
            zh: string
            en: string
          }
        }[]
      }
    }
    relations?: {
      id: string
      value: string
      atMost?: {
        value?: string
        times?: number
        plus?: number
      }
      atLeast?: {
        value?: string
        times?: number
        plus?: number
      }
      when?: {
        value: string
        above?: number
        below?: number
        equals?: number
      }[]
      marks: string[]
      flag: 3 | 4
    }[]
    index?:
      | {
          model: 'cn-aqi' | 'water-class' | 'noise-zone' | 'traffic' | 'parking'
        }
      | {
          model: 'bands'
          value: string
          falling?: boolean
          levels: {
            from: number
            label: {
              zh: string
              en: string
            }
            colour: string
          }[]
        }
    traits?: {
      [k: string]: {
        label: {
          zh: string
          en: string
        }
        type: 'number' | 'text'
        oneOf?: string[]
        default: number | string
      }
    }
    rules?: {
      id: string
      label: {
        zh: string
        en: string
      }
      severity: 'blue' | 'yellow' | 'orange' | 'red'
      when:
        | {
            type: 'threshold'
            value: string
            above?: number
            below?: number
            clear?: number
            deadband?: number
            forSeconds?: number
            clearForSeconds?: number
            levels?: {
              severity: 'blue' | 'yellow' | 'orange' | 'red'
              at: number
              clear?: number
            }[]
          }
        | {
            type: 'rate'
            value: string
            rises?: number
            falls?: number
            withinSeconds: number
            forSeconds?: number
            clearForSeconds?: number
            levels?: {
              severity: 'blue' | 'yellow' | 'orange' | 'red'
              at: number
              clear?: number
            }[]
          }
        | {
            type: 'silent'
            intervals: number
          }
        | {
            type: 'flat'
            value: string
            tolerance: number
            forSeconds: number
          }
        | {
            type: 'quality'
            value?: string
            bad: number
            of: number
          }
        | {
            type: 'index'
            level: number
            forSeconds?: number
            clearForSeconds?: number
            levels?: {
              severity: 'blue' | 'yellow' | 'orange' | 'red'
              at: number
              clear?: number
            }[]
          }
        | {
            type: 'unusual'
            value: string
            times: number
            direction?: 'above' | 'below'
            atLeast?: number
            weeks?: number
            forSeconds?: number
            clearForSeconds?: number
            levels?: {
              severity: 'blue' | 'yellow' | 'orange' | 'red'
              at: number
              clear?: number
            }[]
          }
        | {
            type: 'all' | 'any'
            of: (
              | {
                  type: 'threshold'
                  value: string
                  above?: number
                  below?: number
                  clear?: number
                  deadband?: number
                  forSeconds?: number
                  clearForSeconds?: number
                  levels?: {
                    severity: 'blue' | 'yellow' | 'orange' | 'red'
                    at: number
                    clear?: number
                  }[]
                  where?:
                    | {
                        station: string
                      }
                    | {
                        kind: string
                      }
                }
              | {
                  type: 'rate'
                  value: string
                  rises?: number
                  falls?: number
                  withinSeconds: number
                  forSeconds?: number
                  clearForSeconds?: number
                  levels?: {
                    severity: 'blue' | 'yellow' | 'orange' | 'red'
                    at: number
                    clear?: number
                  }[]
                  where?:
                    | {
                        station: string
                      }
                    | {
                        kind: string
                      }
                }
              | {
                  type: 'silent'
                  intervals: number
                  where?:
                    | {
                        station: string
                      }
                    | {
                        kind: string
                      }
                }
              | {
                  type: 'flat'
                  value: string
                  tolerance: number
                  forSeconds: number
                  where?:
                    | {
                        station: string
                      }
                    | {
                        kind: string
                      }
                }
              | {
                  type: 'quality'
                  value?: string
                  bad: number
                  of: number
                  where?:
                    | {
                        station: string
                      }
                    | {
                        kind: string
                      }
                }
              | {
                  type: 'index'
                  level: number
                  forSeconds?: number
                  clearForSeconds?: number
                  levels?: {
                    severity: 'blue' | 'yellow' | 'orange' | 'red'
                    at: number
                    clear?: number
                  }[]
                  where?:
                    | {
                        station: string
                      }
                    | {
                        kind: string
                      }
                }
              | {
                  type: 'unusual'
                  value: string
                  times: number
                  direction?: 'above' | 'below'
                  atLeast?: number
                  weeks?: number
                  forSeconds?: number
                  clearForSeconds?: number
                  levels?: {
                    severity: 'blue' | 'yellow' | 'orange' | 'red'
                    at: number
                    clear?: number
                  }[]
                  where?:
                    | {
                        station: string
                      }
                    | {
                        kind: string
                      }
                }
              | {
                  type: 'not'
                  of:
                    | {
                        type: 'threshold'
                        value: string
                        above?: number
                        below?: number
                        clear?: number
                        deadband?: number
                        forSeconds?: number
                        clearForSeconds?: number
                        levels?: {
                          severity: 'blue' | 'yellow' | 'orange' | 'red'
                          at: number
                          clear?: number
                        }[]
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'rate'
                        value: string
                        rises?: number
                        falls?: number
                        withinSeconds: number
                        forSeconds?: number
                        clearForSeconds?: number
                        levels?: {
                          severity: 'blue' | 'yellow' | 'orange' | 'red'
                          at: number
                          clear?: number
                        }[]
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'silent'
                        intervals: number
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'flat'
                        value: string
                        tolerance: number
                        forSeconds: number
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'quality'
                        value?: string
                        bad: number
                        of: number
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'index'
                        level: number
                        forSeconds?: number
                        clearForSeconds?: number
                        levels?: {
                          severity: 'blue' | 'yellow' | 'orange' | 'red'
                          at: number
                          clear?: number
                        }[]
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'unusual'
                        value: string
                        times: number
                        direction?: 'above' | 'below'
                        atLeast?: number
                        weeks?: number
                        forSeconds?: number
                        clearForSeconds?: number
                        levels?: {
                          severity: 'blue' | 'yellow' | 'orange' | 'red'
                          at: number
                          clear?: number
                        }[]
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                }
              | {
                  type: 'all' | 'any'
                  of: (
                    | {
                        type: 'threshold'
                        value: string
                        above?: number
                        below?: number
                        clear?: number
                        deadband?: number
                        forSeconds?: number
                        clearForSeconds?: number
                        levels?: {
                          severity: 'blue' | 'yellow' | 'orange' | 'red'
                          at: number
                          clear?: number
                        }[]
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'rate'
                        value: string
                        rises?: number
                        falls?: number
                        withinSeconds: number
                        forSeconds?: number
                        clearForSeconds?: number
                        levels?: {
                          severity: 'blue' | 'yellow' | 'orange' | 'red'
                          at: number
                          clear?: number
                        }[]
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'silent'
                        intervals: number
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'flat'
                        value: string
                        tolerance: number
                        forSeconds: number
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'quality'
                        value?: string
                        bad: number
                        of: number
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'index'
                        level: number
                        forSeconds?: number
                        clearForSeconds?: number
                        levels?: {
                          severity: 'blue' | 'yellow' | 'orange' | 'red'
                          at: number
                          clear?: number
                        }[]
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'unusual'
                        value: string
                        times: number
                        direction?: 'above' | 'below'
                        atLeast?: number
                        weeks?: number
                        forSeconds?: number
                        clearForSeconds?: number
                        levels?: {
                          severity: 'blue' | 'yellow' | 'orange' | 'red'
                          at: number
                          clear?: number
                        }[]
                        where?:
                          | {
                              station: string
                            }
                          | {
                              kind: string
                            }
                      }
                    | {
                        type: 'not'
                        of:
                          | {
                              type: 'threshold'
                              value: string
                              above?: number
                              below?: number
                              clear?: number
                              deadband?: number
                              forSeconds?: number
                              clearForSeconds?: number
                              levels?: {
                                severity: 'blue' | 'yellow' | 'orange' | 'red'
                                at: number
                                clear?: number
                              }[]
                              where?:
                                | {
                                    station: string
                                  }
                                | {
                                    kind: string
                                  }
                            }
                          | {
                              type: 'rate'
                              value: string
                              rises?: number
                              falls?: number
                              withinSeconds: number
                              forSeconds?: number
                              clearForSeconds?: number
                              levels?: {
                                severity: 'blue' | 'yellow' | 'orange' | 'red'
                                at: number
                                clear?: number
                              }[]
                              where?:
                                | {
                                    station: string
                                  }
                                | {
                                    kind: string
                                  }
                            }
                          | {
                              type: 'silent'
                              intervals: number
                              where?:
                                | {
                                    station: string
                                  }
                                | {
                                    kind: string
                                  }
                            }
                          | {
                              type: 'flat'
                              value: string
                              tolerance: number
                              forSeconds: number
                              where?:
                                | {
                                    station: string
                                  }
                                | {
                                    kind: string
                                  }
                            }
                          | {
                              type: 'quality'
                              value?: string
                              bad: number
                              of: number
                              where?:
                                | {
                                    station: string
                                  }
                                | {
                                    kind: string
                                  }
                            }
                          | {
                              type: 'index'
                              level: number
                              forSeconds?: number
                              clearForSeconds?: number
                              levels?: {
                                severity: 'blue' | 'yellow' | 'orange' | 'red'
                                at: number
                                clear?: number
                              }[]
                              where?:
                                | {
                                    station: string
                                  }
                                | {
                                    kind: string
                                  }
                            }
                          | {
                              type: 'unusual'
                              value: string
                              times: number
                              direction?: 'above' | 'below'
                              atLeast?: number
                              weeks?: number
                              forSeconds?: number
                              clearForSeconds?: number
                              levels?: {
                                severity: 'blue' | 'yellow' | 'orange' | 'red'
                                at: number
                                clear?: number
                              }[]
                              where?:
                                | {
                                    station: string
                                  }
                                | {
                                    kind: string
                                  }
                            }
                      }
                  )[]
                }
            )[]
            forSeconds?: number
            clearForSeconds?: number
          }
      response: {
        zh: string
        en: string
      }
      consequence?: {
        zh: string
        en: string
      }
      ackSeconds?: number
      respondSeconds?: number
      escalate?: {
        afterSeconds: number
        severity: 'blue' | 'yellow' | 'orange' | 'red'
      }[]
      spread?: {
        stations: number
        withinSeconds: number
      }
      owner?: string
      incident?:
        | {
            id: string
            label: {
              zh: string
              en: string
            }
          }
        | false
    }[]
    retainDays?: number
  }[]
  districts: {
    id: string
    label: {
      zh: string
      en: string
    }
  }[]
  departments: {
    id: string
    label: {
      zh: string
      en: string
    }
  }[]
  mqtt: {
    tcp: number | null
    tls: number | null
    ws: number | null
  } | null
  bounds: [number, number, number, number] | null
  basemap: {
    format: 'raster' | 'vector' | 'pmtiles'
    url: string
    coordinates: 'wgs84' | 'gcj02' | 'bd09'
    attribution: string
    minZoom: number
    maxZoom: number
    tileSize: number
  } | null
  walls: {
    id: string
    label: {
      zh: string
      en: string
    }
    language?: 'zh' | 'en'
    views: {
      label?: {
        zh: string
        en: string
      }
      panels: ('counters' | 'map' | 'alarms' | 'incidents' | 'districts')[]
      seconds?: number
      fill?: string
      flows?: ('plume' | 'river' | 'roads')[]
    }[]
    dark?: {
      from: string
      to: string
    }
    reloadAt?: string
  }[]
  warnedByHand: string[]
}
export interface DutyVersion {
  list: 'contacts' | 'rosters' | 'overrides' | 'escalations' | 'targets'
  id: string
  version: number
  at: number
  by: string
  why: string
  item:
    | {
        id: string
        name: {
          zh: string
          en: string
        }
        department: string
        user?: string
        addresses?: {
          channel: string
          address: string
        }[]
      }
    | {
        id: string
        label: {
          zh: string
          en: string
        }
        department: string
        position: 'duty-officer' | 'shift-lead' | 'head'
        starts: string
        shifts: {
          label: {
            zh: string
            en: string
          }
          from: string
          to: string
        }[]
        teams: {
          id: string
          people: string[]
        }[]
        pattern: {
          days?: number
          on: string[]
        }[]
        covers?: 'always' | 'shifts'
      }
    | {
        id: string
        roster: string
        from: number
        to: number
        off?: string
        on?: string
      }
    | {
        id: string
        label: {
          zh: string
          en: string
        }
        on: 'ack' | 'respond'
        departments?: string[]
        severities?: ('blue' | 'yellow' | 'orange' | 'red')[]
        levels: {
          afterMinutes: number
          position: 'duty-officer' | 'shift-lead' | 'head'
          department?: string
        }[]
        repeatMinutes?: number
      }
    | {
        id: string
        severity: 'blue' | 'yellow' | 'orange' | 'red'
        department?: string
        ackSeconds?: number
        respondSeconds?: number
      }
    | null
}
export interface DeadLetterDetail {
  id: number
  position: number
  receivedAt: number
  topic: string
  station: string | null
  stage: string
  reason: string
  detail: string
  item: number | null
  raw: string
  replayedAt: number | null
  vendor: string | null
  kind: string | null
  field: string | null
  state: 'waiting' | 'replaying' | 'replayed' | 'refused-again' | 'discarded'
  by: string | null
  changedAt: number | null
  note: string | null
  edited: string | null
  mapVersion: number | null
  replayPosition: number | null
  place: {
    from: number
    to: number
  } | null
}
export interface FieldMapEntry {
  of: 'vendor' | 'station'
  name: string
  kind: string
  version: number
  map: {
    values: {
      [k: string]: {
        to: string | null
        unit?: string
        factor?: number
        plus?: number
        fromText?: boolean
      }
    }
    time?: 's' | 'us' | 'ns'
  } | null
  isOn: boolean
  reason: string
  by: string
  at: number
  fromPosition: number
}
export interface Latest {
  ts: number
  receivedAt: number
  late?: true
  values: {
    [k: string]: number
  }
  flags: {
    [k: string]: number
  }
  indices: {
    [k: string]: {
      value: number | null
      level: number
      factors: string[]
    }
  }
}
export interface Operations {
  at: number
  version: string
  startedAt: number
  ingest: {
    band: 'normal' | 'shedding' | 'slowed' | 'reserved' | 'stopped'
    bandSince: number
    fill: number
    cause: 'journal' | 'disk' | 'line'
    limits: {
      shed: number
      slow: number
      reserve: number
    }
  }
  journal: {
    bytes: number
    limitBytes: number
    boundBytes: number
    waiting: number
    backlog: number
  }
  line: {
    lagSeconds: number
    isStoreBehind: boolean
    unstored: number
    readings: number
    refused: number
  }
  door: {
    sessions: number
    accepted: number
    slowed: number
    refused: number
    held: number
    shed: {
      alarm: number
      normal: number
      low: number
    }
    withheld: {
      alarm: number
      normal: number
      low: number
    }
    turnedAway: {
      alarm: number
      normal: number
      low: number
    }
    banned: number
    bans: {
      id: string
      until: number
    }[]
    bansNow: number
  } | null
  rates: {
    messagesPerSecond: number
    readingsPerSecond: number
    storedPerSecond: number
  }
  process: {
    loopLagMs: number
    rssBytes: number
    heapBytes: number
  }
  disk: {
    freeBytes: number
    totalBytes: number
  } | null
}
export interface OperationsHistory {
  everySeconds: number
  points: {
    at: number
    messagesPerSecond: number
    readingsPerSecond: number
    storedPerSecond: number
    fill: number
    loopLagMs: number
  }[]
}
export interface Profile {
  user: string
  roles: (
    | 'viewer'
    | 'operator'
    | 'shift-lead'
    | 'data-steward'
    | 'department-admin'
    | 'system-admin'
    | 'security-admin'
    | 'auditor'
  )[]
  departments: string[] | null
  isBootstrap: boolean
  isOff: boolean
  mustChange: boolean
  secondFactorAt: number | null
  isFromService: boolean
  createdAt: number
  createdBy: string
  isFactorNeeded: boolean
  recoveryLeft: number
}
export interface RegistrationDoor {
  isOpen: boolean
  changedAt: number | null
}
export interface RuleVersion {
  id: string
  version: number
  at: number
  by: string
  why: string
  isOn: boolean
  rule: {
    id: string
    label: {
      zh: string
      en: string
    }
    severity: 'blue' | 'yellow' | 'orange' | 'red'
    when:
      | {
          type: 'threshold'
          value: string
          above?: number
          below?: number
          clear?: number
          deadband?: number
          forSeconds?: number
          clearForSeconds?: number
          levels?: {
            severity: 'blue' | 'yellow' | 'orange' | 'red'
            at: number
            clear?: number
          }[]
        }
      | {
          type: 'rate'
          value: string
          rises?: number
          falls?: number
          withinSeconds: number
          forSeconds?: number
          clearForSeconds?: number
          levels?: {
            severity: 'blue' | 'yellow' | 'orange' | 'red'
            at: number
            clear?: number
          }[]
        }
      | {
          type: 'silent'
          intervals: number
        }
      | {
          type: 'flat'
          value: string
          tolerance: number
          forSeconds: number
        }
      | {
          type: 'quality'
          value?: string
          bad: number
          of: number
        }
      | {
          type: 'index'
          level: number
          forSeconds?: number
          clearForSeconds?: number
          levels?: {
            severity: 'blue' | 'yellow' | 'orange' | 'red'
            at: number
            clear?: number
          }[]
        }
      | {
          type: 'unusual'
          value: string
          times: number
          direction?: 'above' | 'below'
          atLeast?: number
          weeks?: number
          forSeconds?: number
          clearForSeconds?: number
          levels?: {
            severity: 'blue' | 'yellow' | 'orange' | 'red'
            at: number
            clear?: number
          }[]
        }
      | {
          type: 'all' | 'any'
          of: (
            | {
                type: 'threshold'
                value: string
                above?: number
                below?: number
                clear?: number
                deadband?: number
                forSeconds?: number
                clearForSeconds?: number
                levels?: {
                  severity: 'blue' | 'yellow' | 'orange' | 'red'
                  at: number
                  clear?: number
                }[]
                where?:
                  | {
                      station: string
                    }
                  | {
                      kind: string
                    }
              }
            | {
                type: 'rate'
                value: string
                rises?: number
                falls?: number
                withinSeconds: number
                forSeconds?: number
                clearForSeconds?: number
                levels?: {
                  severity: 'blue' | 'yellow' | 'orange' | 'red'
                  at: number
                  clear?: number
                }[]
                where?:
                  | {
                      station: string
                    }
                  | {
                      kind: string
                    }
              }
            | {
                type: 'silent'
                intervals: number
                where?:
                  | {
                      station: string
                    }
                  | {
                      kind: string
                    }
              }
            | {
                type: 'flat'
                value: string
                tolerance: number
                forSeconds: number
                where?:
                  | {
                      station: string
                    }
                  | {
                      kind: string
                    }
              }
            | {
                type: 'quality'
                value?: string
                bad: number
                of: number
                where?:
                  | {
                      station: string
                    }
                  | {
                      kind: string
                    }
              }
            | {
                type: 'index'
                level: number
                forSeconds?: number
                clearForSeconds?: number
                levels?: {
                  severity: 'blue' | 'yellow' | 'orange' | 'red'
                  at: number
                  clear?: number
                }[]
                where?:
                  | {
                      station: string
                    }
                  | {
                      kind: string
                    }
              }
            | {
                type: 'unusual'
                value: string
                times: number
                direction?: 'above' | 'below'
                atLeast?: number
                weeks?: number
                forSeconds?: number
                clearForSeconds?: number
                levels?: {
                  severity: 'blue' | 'yellow' | 'orange' | 'red'
                  at: number
                  clear?: number
                }[]
                where?:
                  | {
                      station: string
                    }
                  | {
                      kind: string
                    }
              }
            | {
                type: 'not'
                of:
                  | {
                      type: 'threshold'
                      value: string
                      above?: number
                      below?: number
                      clear?: number
                      deadband?: number
                      forSeconds?: number
                      clearForSeconds?: number
                      levels?: {
                        severity: 'blue' | 'yellow' | 'orange' | 'red'
                        at: number
                        clear?: number
                      }[]
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'rate'
                      value: string
                      rises?: number
                      falls?: number
                      withinSeconds: number
                      forSeconds?: number
                      clearForSeconds?: number
                      levels?: {
                        severity: 'blue' | 'yellow' | 'orange' | 'red'
                        at: number
                        clear?: number
                      }[]
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'silent'
                      intervals: number
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'flat'
                      value: string
                      tolerance: number
                      forSeconds: number
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'quality'
                      value?: string
                      bad: number
                      of: number
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'index'
                      level: number
                      forSeconds?: number
                      clearForSeconds?: number
                      levels?: {
                        severity: 'blue' | 'yellow' | 'orange' | 'red'
                        at: number
                        clear?: number
                      }[]
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'unusual'
                      value: string
                      times: number
                      direction?: 'above' | 'below'
                      atLeast?: number
                      weeks?: number
                      forSeconds?: number
                      clearForSeconds?: number
                      levels?: {
                        severity: 'blue' | 'yellow' | 'orange' | 'red'
                        at: number
                        clear?: number
                      }[]
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
              }
            | {
                type: 'all' | 'any'
                of: (
                  | {
                      type: 'threshold'
                      value: string
                      above?: number
                      below?: number
                      clear?: number
                      deadband?: number
                      forSeconds?: number
                      clearForSeconds?: number
                      levels?: {
                        severity: 'blue' | 'yellow' | 'orange' | 'red'
                        at: number
                        clear?: number
                      }[]
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'rate'
                      value: string
                      rises?: number
                      falls?: number
                      withinSeconds: number
                      forSeconds?: number
                      clearForSeconds?: number
                      levels?: {
                        severity: 'blue' | 'yellow' | 'orange' | 'red'
                        at: number
                        clear?: number
                      }[]
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'silent'
                      intervals: number
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'flat'
                      value: string
                      tolerance: number
                      forSeconds: number
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'quality'
                      value?: string
                      bad: number
                      of: number
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'index'
                      level: number
                      forSeconds?: number
                      clearForSeconds?: number
                      levels?: {
                        severity: 'blue' | 'yellow' | 'orange' | 'red'
                        at: number
                        clear?: number
                      }[]
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'unusual'
                      value: string
                      times: number
                      direction?: 'above' | 'below'
                      atLeast?: number
                      weeks?: number
                      forSeconds?: number
                      clearForSeconds?: number
                      levels?: {
                        severity: 'blue' | 'yellow' | 'orange' | 'red'
                        at: number
                        clear?: number
                      }[]
                      where?:
                        | {
                            station: string
                          }
                        | {
                            kind: string
                          }
                    }
                  | {
                      type: 'not'
                      of:
                        | {
                            type: 'threshold'
                            value: string
                            above?: number
                            below?: number
                            clear?: number
                            deadband?: number
                            forSeconds?: number
                            clearForSeconds?: number
                            levels?: {
                              severity: 'blue' | 'yellow' | 'orange' | 'red'
                              at: number
                              clear?: number
                            }[]
                            where?:
                              | {
                                  station: string
                                }
                              | {
                                  kind: string
                                }
                          }
                        | {
                            type: 'rate'
                            value: string
                            rises?: number
                            falls?: number
                            withinSeconds: number
                            forSeconds?: number
                            clearForSeconds?: number
                            levels?: {
                              severity: 'blue' | 'yellow' | 'orange' | 'red'
                              at: number
                              clear?: number
                            }[]
                            where?:
                              | {
                                  station: string
                                }
                              | {
                                  kind: string
                                }
                          }
                        | {
                            type: 'silent'
                            intervals: number
                            where?:
                              | {
                                  station: string
                                }
                              | {
                                  kind: string
                                }
                          }
                        | {
                            type: 'flat'
                            value: string
                            tolerance: number
                            forSeconds: number
                            where?:
                              | {
                                  station: string
                                }
                              | {
                                  kind: string
                                }
                          }
                        | {
                            type: 'quality'
                            value?: string
                            bad: number
                            of: number
                            where?:
                              | {
                                  station: string
                                }
                              | {
                                  kind: string
                                }
                          }
                        | {
                            type: 'index'
                            level: number
                            forSeconds?: number
                            clearForSeconds?: number
                            levels?: {
                              severity: 'blue' | 'yellow' | 'orange' | 'red'
                              at: number
                              clear?: number
                            }[]
                            where?:
                              | {
                                  station: string
                                }
                              | {
                                  kind: string
                                }
                          }
                        | {
                            type: 'unusual'
                            value: string
                            times: number
                            direction?: 'above' | 'below'
                            atLeast?: number
                            weeks?: number
                            forSeconds?: number
                            clearForSeconds?: number
                            levels?: {
                              severity: 'blue' | 'yellow' | 'orange' | 'red'
                              at: number
                              clear?: number
                            }[]
                            where?:
                              | {
                                  station: string
                                }
                              | {
                                  kind: string
                                }
                          }
                    }
                )[]
              }
          )[]
          forSeconds?: number
          clearForSeconds?: number
        }
    response: {
      zh: string
      en: string
    }
    consequence?: {
      zh: string
      en: string
    }
    ackSeconds?: number
    respondSeconds?: number
    escalate?: {
      afterSeconds: number
      severity: 'blue' | 'yellow' | 'orange' | 'red'
    }[]
    spread?: {
      stations: number
      withinSeconds: number
    }
    owner?: string
    incident?:
      | {
          id: string
          label: {
            zh: string
            en: string
          }
        }
      | false
    kind: string
    districts?: string[]
    stations?: string[]
  } | null
}
export interface RuleTry {
  id: string
  state: 'running' | 'done' | 'failed'
  progress: number
  detail: string | null
  result: {
    from: number
    to: number
    stations: number
    readings: number
    count: number
    chattering: string[]
    fleeting: number
    active: number
    activeMs: number
    alarms: {
      station: string
      raisedAt: number
      clearedAt: number | null
      severity: 'blue' | 'yellow' | 'orange' | 'red'
      reading: number | null
    }[]
  } | null
}
export interface SeriesAnswer {
  unit: string
  points: [number, number | null, number][]
}
export interface HistoryMarks {
  from: number
  to: number
  everyMs: number
  items: {
    at: number
    events: number
    red: number
    orange: number
    yellow: number
    blue: number
    acks: number
  }[]
}
export interface ImportAnswer {
  stations: number
  imported: boolean
  faults: {
    line: number
    column: string | null
    reason:
      | 'not-utf-8'
      | 'quote-open'
      | 'no-lines'
      | 'too-many'
      | 'columns-too-many'
      | 'column-missing'
      | 'column-unknown'
      | 'column-twice'
      | 'cells-too-many'
      | 'id-bad'
      | 'id-taken'
      | 'id-twice'
      | 'kind-unknown'
      | 'name-bad'
      | 'value-unknown'
      | 'gateway-unknown'
      | 'too-long'
      | 'trait-unknown'
      | 'number-bad'
      | 'number-comma'
    found: string
    expected: string
    problem: string
    remedy: string
  }[]
  faultyLines: number
  credentials: string | null
}
export interface IncidentMessage {
  seq: number
  event: {
    seq: number
    incident: string
    number: number
    type:
      | 'opened'
      | 'joined'
      | 'left'
      | 'moved'
      | 'severity'
      | 'stable'
      | 'active'
      | 'acknowledged'
      | 'lead'
      | 'task'
      | 'task-assigned'
      | 'task-done'
      | 'task-again'
      | 'note'
      | 'hand-over'
      | 'taken-over'
      | 'merged'
      | 'absorbed'
      | 'closed'
      | 'reopened'
    at: number
    recordedAt: number
    by: string
    text: string | null
    alarm: string | null
    kind?: string
    owner?: string
    ofDepartments?: string[]
    task: number | null
    state: 'open' | 'stable' | 'closed'
    late: boolean
  }
  incident: {
    id: string
    cause: string
    label: {
      zh: string
      en: string
    }
    severity: 'blue' | 'yellow' | 'orange' | 'red'
    atLeast: ('blue' | 'yellow' | 'orange' | 'red') | null
    worst: 'blue' | 'yellow' | 'orange' | 'red'
    state: 'open' | 'stable' | 'closed'
    districts: string[]
    kinds: string[]
    departments: string[]
    parts?: {
      kind: string
      owner: string
      districts: string[]
      members: number
      beside: boolean
    }[]
    takes?: string[]
    withheld?: number
    openedAt: number
    lastRaisedAt: number
    openedBy: string
    stableAt: number | null
    closedAt: number | null
    closedBy: string | null
    mergedInto: string | null
    lead: string | null
    handOver: {
      from: string
      to: string
      text: string
      at: number
      ofDepartments?: string[]
    } | null
    members: number
    active: number
    waiting: number
    tasks: {
      id: number
      text: {
        zh: string
        en: string
      }
      department: string
      assignee: string | null
      due: number | null
      by: string
      at: number
      doneAt: number | null
      doneBy: string | null
      kind?: string
      ofDepartments?: string[]
    }[]
    simulated: boolean
    touched: boolean
    number: number
    seq: number
  }
}
export interface IncidentsAt {
  at: number
  seq: number
  items: {
    id: string
    cause: string
    label: {
      zh: string
      en: string
    }
    severity: 'blue' | 'yellow' | 'orange' | 'red'
    atLeast: ('blue' | 'yellow' | 'orange' | 'red') | null
    worst: 'blue' | 'yellow' | 'orange' | 'red'
    state: 'open' | 'stable' | 'closed'
    districts: string[]
    kinds: string[]
    departments: string[]
    parts?: {
      kind: string
      owner: string
      districts: string[]
      members: number
      beside: boolean
    }[]
    takes?: string[]
    withheld?: number
    openedAt: number
    lastRaisedAt: number
    openedBy: string
    stableAt: number | null
    closedAt: number | null
    closedBy: string | null
    mergedInto: string | null
    lead: string | null
    handOver: {
      from: string
      to: string
      text: string
      at: number
      ofDepartments?: string[]
    } | null
    members: number
    active: number
    waiting: number
    tasks: {
      id: number
      text: {
        zh: string
        en: string
      }
      department: string
      assignee: string | null
      due: number | null
      by: string
      at: number
      doneAt: number | null
      doneBy: string | null
      kind?: string
      ofDepartments?: string[]
    }[]
    simulated: boolean
    touched: boolean
    number: number
    seq: number
  }[]
  next: string | null
}
export interface IssuedWarning {
  number: number
  identifier: string
  sender: string
  source: 'alarm' | 'incident'
  sourceId: string
  n: number
  chain: number
  msgType: 'Alert' | 'Update' | 'Cancel'
  status: 'Actual' | 'Exercise' | 'System' | 'Test' | 'Draft'
  scope: 'Public' | 'Restricted' | 'Private'
  severity: 'blue' | 'yellow' | 'orange' | 'red'
  cause: 'raise' | 'severity' | 'area' | 'text' | 'extension' | 'over' | 'withdrawn'
  by: string
  why: string | null
  sentAt: number
  expiresAt: number | null
  headline: {
    zh: string
    en: string
  }
  areas: {
    zh: string
    en: string
  }[]
  hash: string
  isInCn: boolean
  supersededBy: number | null
}
export interface Alarm {
  id: string
  rule: string
  label: {
    zh: string
    en: string
  }
  response: {
    zh: string
    en: string
  }
  consequence: {
    zh: string
    en: string
  } | null
  severity: 'blue' | 'yellow' | 'orange' | 'red'
  state: 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'suppressed' | 'out-of-service'
  active: boolean
  acknowledged: boolean
  kind: string
  station: string
  district: string
  owner: string
  raisedAt: number
  clearedAt: number | null
  ackedAt: number | null
  ackedBy: string | null
  assignee: string | null
  shelvedUntil: number | null
  value: string | null
  reading: number | null
  limit: number | null
  unit: string | null
  grade: number
  ackBy: number | null
  respondBy: number | null
  late: boolean
  count: number
  simulated: boolean
  answer?: {
    since: number | null
    worseAt: number | null
    respondedAt: number | null
    respondedBy: string | null
    missed: ('ack' | 'respond')[]
    escalation: {
      chain: string
      on: 'ack' | 'respond'
      wait: number
      from: number
      step: number
      at: number
      reached: boolean
    } | null
  }
  said?: {
    text: string
    by: string
    at: number
  }
  incident: string | null
  seq: number
}
export interface AuditEntry {
  seq: number
  at: number
  actor: string
  source: string
  action: string
  object: string
  result: string
  detail: string
}
export interface AuditHead {
  size: number
  seq: number
  at: number
  root: string
  link: string
  key: string
  signature: string
}
export interface ChannelType {
  id: string
  label: {
    zh: string
    en: string
  }
  audience: 'people' | 'programs'
  fields: {
    name: string
    label: {
      zh: string
      en: string
    }
    hint?: {
      zh: string
      en: string
    }
    sort: 'url' | 'text' | 'secret' | 'number' | 'choice' | 'list'
    choices?: string[]
    isRequired: boolean
    example?: string
  }[]
}
export interface Delivery {
  id: number
  channel: string
  key: string
  sort: 'alarm' | 'summary' | 'order' | 'test'
  state: 'waiting' | 'quiet' | 'sent' | 'refused' | 'dropped'
  firstSeq: number | null
  lastSeq: number | null
  events: number
  to: string | null
  why: string | null
  createdAt: number
  endedAt: number | null
  attempts: number
  answer: string | null
}
export interface EnrolmentCode {
  id: string
  createdAt: number
  createdBy: string
  endsAt: number
}
export interface GapEntry {
  id: number
  cause: 'sequence' | 'cadence' | 'journal' | 'store'
  station: string | null
  fromAt: number
  toAt: number | null
  first: number | null
  last: number | null
  missing: number | null
  state: 'ongoing' | 'open' | 'healed'
  openedAt: number
  healedAt: number | null
  kind: string | null
  district: string | null
  department: string | null
  vendor: string | null
}
export interface GrantUse {
  user: string
  hour: number
  action: string
  count: number
  firstAt: number
  lastAt: number
}
export interface Incident {
  id: string
  cause: string
  label: {
    zh: string
    en: string
  }
  severity: 'blue' | 'yellow' | 'orange' | 'red'
  atLeast: ('blue' | 'yellow' | 'orange' | 'red') | null
  worst: 'blue' | 'yellow' | 'orange' | 'red'
  state: 'open' | 'stable' | 'closed'
  districts: string[]
  kinds: string[]
  departments: string[]
  parts?: {
    kind: string
    owner: string
    districts: string[]
    members: number
    beside: boolean
  }[]
  takes?: string[]
  withheld?: number
  openedAt: number
  lastRaisedAt: number
  openedBy: string
  stableAt: number | null
  closedAt: number | null
  closedBy: string | null
  mergedInto: string | null
  lead: string | null
  handOver: {
    from: string
    to: string
    text: string
    at: number
    ofDepartments?: string[]
  } | null
  members: number
  active: number
  waiting: number
  tasks: {
    id: number
    text: {
      zh: string
      en: string
    }
    department: string
    assignee: string | null
    due: number | null
    by: string
    at: number
    doneAt: number | null
    doneBy: string | null
    kind?: string
    ofDepartments?: string[]
  }[]
  simulated: boolean
  touched: boolean
  number: number
  seq: number
}
export interface LedgerRow {
  station: string
  hour: number
  received: number
  stored: number
  duplicate: number
  refused: number
  pending: number
}
export interface LedgerGroup {
  key: string
  received: number
  stored: number
  duplicate: number
  refused: number
  pending: number
  missing: {
    gaps: number
    ongoing: number
    numbers: number
    expected: number
    overdue: number
    completeness: number | null
    stations: number
    neverSeen: number
  } | null
}
export interface Registration {
  id: string
  wish: {
    kind?: string
    name?:
      | string
      | {
          zh: string
          en: string
        }
    district?: string
    lon?: number
    lat?: number
    vendor?: string
    model?: string
  }
  address: string
  mark: string
  firstAt: number
  lastAt: number
  rivals: number
  state: 'pending' | 'approved' | 'rejected'
}
export interface ServiceEntry {
  id: string
  departments: string[] | null
  passwordAt: number
  connected: boolean
}
export interface OpenSession {
  id: string
  createdAt: number
  usedAt: number
  address: string
  agent: string
  isThis: boolean
}
export interface StationHistoryEntry {
  seq: number
  at: number
  by: string
  action: string
  result: string
  detail: string
}
export interface AuditProof {
  entry: {
    seq: number
    at: number
    actor: string
    source: string
    action: string
    object: string
    result: string
    detail: string
  }
  index: number
  before: string
  link: string
  path: string[]
  head: {
    size: number
    seq: number
    at: number
    root: string
    link: string
    key: string
    signature: string
  }
}
export interface AuditConsistency {
  from: {
    size: number
    seq: number
    at: number
    root: string
    link: string
    key: string
    signature: string
  }
  to: {
    size: number
    seq: number
    at: number
    root: string
    link: string
    key: string
    signature: string
  }
  path: string[]
}
export interface RegistrationAnswer {
  state: 'pending' | 'approved' | 'rejected'
  credentials?: {
    username: string
    password: string
    mode: 'password' | 'signed' | 'certificate'
    topics: {
      readings: string
      status: string
      faults: string
    }
  }
}
export interface ReplayAnswer {
  outcome: 'stored' | 'refused' | 'pending'
  detail: string
}
export interface ReplayManyAnswer {
  stored: number
  refused: number
  pending: number
  skipped: number
  left: number
  next: number | null
  faults: {
    id: number
    detail: string
  }[]
}
export interface StationsHistory {
  from: number
  to: number
  everyMs: number
  kinds: {
    kind: string
    value: string
    stations: {
      id: string
      at: number[]
      values: number[]
      flags?: number[]
      levels?: number[]
    }[]
  }[]
}
export interface DeadLetterSummary {
  groups: {
    reason: string
    vendor: string | null
    station: string | null
    kind: string | null
    field: string | null
    count: number
    stations: number
    firstAt: number
    lastAt: number
    example: number
  }[]
  count: number
  isWhole: boolean
  lastAt: number | null
}
export interface LedgerSummary {
  at: number
  from: number
  to: number
  verdict: 'unbalanced' | 'lost' | 'gaps' | 'waiting' | 'no-data' | 'complete'
  total: {
    received: number
    stored: number
    duplicate: number
    refused: number
    pending: number
  }
  missing: {
    gaps: number
    ongoing: number
    numbers: number
    expected: number
    overdue: number
    completeness: number | null
    stations: number
    neverSeen: number
  }
  proof: {
    from: number
    judged: number
    counted: number
    messages: {
      data: number
      status: number
      replays: number
      strays: number
      lost: number
    }
    isExact: boolean
  }
  wrong: number
  lost: number
  unjudged: number
  isStoreBehind: boolean
}
export interface OutsideAnswer {
  raised: number
  cleared: number
  unchanged: number
}
export interface TestAnswer {
  isSent: boolean
  answer: string
  tookMs: number
}

/** Method and address of every call. */
export const ADDRESSES = {
  ackAlarm: 'POST /alarms/{id}/ack',
  ackIncident: 'POST /incidents/{id}/ack',
  addShiftNote: 'POST /shift-notes',
  alarmEventsOf: 'GET /history/alarm-events',
  alarmsAt: 'GET /history/alarms',
  approveRegistration: 'POST /registrations/{id}/approve',
  askGrant: 'POST /grants',
  assignAlarm: 'POST /alarms/{id}/assign',
  beginSecondFactor: 'POST /profile/second-factor',
  beginSignInElsewhere: 'GET /sign-in-service/begin',
  cancelRuleTry: 'DELETE /rule-tries/{id}',
  changeChannel: 'PUT /channels/{id}',
  changePassword: 'PUT /profile/password',
  changePerson: 'PATCH /people/{user}',
  changeStation: 'PATCH /stations/{id}',
  changeView: 'PUT /views/{id}',
  checkDeadLetter: 'POST /dead-letters/{id}/check',
  closeIncident: 'POST /incidents/{id}/close',
  closeRegistration: 'POST /registration/close',
  commandStation: 'POST /stations/{id}/commands',
  commentAlarm: 'POST /alarms/{id}/comment',
  confirmSecondFactor: 'POST /profile/second-factor/confirm',
  createBackup: 'POST /backups',
  createChannel: 'POST /channels',
  createEnrolmentCode: 'POST /enrolment-codes',
  createGateway: 'POST /gateways',
  createPerson: 'POST /people',
  createService: 'POST /services',
  createStation: 'POST /stations',
  createToken: 'POST /tokens',
  createWallToken: 'POST /walls/{wall}/tokens',
  decideGrant: 'POST /grants/{id}/decide',
  declareIncident: 'POST /incidents',
  deleteFieldMap: 'DELETE /field-maps/{of}/{name}/{kind}',
  disableDevice: 'POST /credentials/{id}/disable',
  discardDeadLetter: 'POST /dead-letters/{id}/discard',
  discardDeadLetters: 'POST /dead-letters/discard',
  dutyNow: 'GET /duty/now',
  dutyOfAlarm: 'GET /alarms/{id}/duty',
  dutyWeek: 'GET /duty/week',
  enableDevice: 'POST /credentials/{id}/enable',
  endGrant: 'POST /grants/{id}/end',
  endSession: 'DELETE /profile/sessions/{id}',
  endSuppression: 'POST /suppressions/{id}/end',
  enrol: 'POST /enrol',
  enterWall: 'POST /wall-session',
  finishSignInElsewhere: 'GET /sign-in-service/return',
  getAccess: 'GET /access',
  getAlarm: 'GET /alarms/{id}',
  getAlarmPerformance: 'GET /alarm-performance',
  getAuditState: 'GET /audit/state',
  getBackups: 'GET /backups',
  getChannel: 'GET /channels/{id}',
  getCity: 'GET /city',
  getContact: 'GET /duty/contacts/{id}',
  getDeadLetter: 'GET /dead-letters/{id}',
  getDeviceAccess: 'GET /credentials/{id}',
  getEscalation: 'GET /escalations/{id}',
  getFieldMap: 'GET /field-maps/{of}/{name}/{kind}',
  getIncident: 'GET /incidents/{id}',
  getLatestReading: 'GET /stations/{id}/latest',
  getOperations: 'GET /operations',
  getOperationsHistory: 'GET /operations/history',
  getOverride: 'GET /duty/overrides/{id}',
  getPerson: 'GET /people/{user}',
  getProfile: 'GET /profile',
  getRegistrationDoor: 'GET /registration',
  getRoster: 'GET /duty/rosters/{id}',
  getRule: 'GET /rules/{id}',
  getRuleTry: 'GET /rule-tries/{id}',
  getSeries: 'GET /series',
  getSession: 'GET /session',
  getSignInService: 'GET /sign-in-service',
  getStation: 'GET /stations/{id}',
  getTarget: 'GET /duty/targets/{id}',
  getWarning: 'GET /warnings/{identifier}.xml',
  handOverIncident: 'POST /incidents/{id}/hand-over',
  historyMarks: 'GET /history/marks',
  importStations: 'POST /stations/import',
  incidentEventsOf: 'GET /history/incident-events',
  incidentsAt: 'GET /history/incidents',
  issueWarning: 'POST /alarms/{id}/cap/issue',
  issueWarningOfIncident: 'POST /incidents/{id}/cap/issue',
  joinIncident: 'POST /incidents/{id}/join',
  leadIncident: 'POST /incidents/{id}/lead',
  leaveIncident: 'POST /incidents/{id}/leave',
  levelIncident: 'POST /incidents/{id}/level',
  listAlarmEvents: 'GET /alarm-events',
  listAlarms: 'GET /alarms',
  listAudit: 'GET /audit',
  listAuditHeads: 'GET /audit/heads',
  listChannels: 'GET /channels',
  listChannelTypes: 'GET /channel-types',
  listContacts: 'GET /duty/contacts',
  listDeadLetters: 'GET /dead-letters',
  listDeliveries: 'GET /channels/{id}/deliveries',
  listEnrolmentCodes: 'GET /enrolment-codes',
  listEscalations: 'GET /escalations',
  listFieldMaps: 'GET /field-maps',
  listFieldMapVersions: 'GET /field-maps/{of}/{name}/{kind}/history',
  listGaps: 'GET /gaps',
  listGateways: 'GET /gateways',
  listGrants: 'GET /grants',
  listGrantUses: 'GET /grants/{id}/uses',
  listIncidents: 'GET /incidents',
  listLedger: 'GET /ledger',
  listOverrides: 'GET /duty/overrides',
  listPeople: 'GET /people',
  listRegistrations: 'GET /registrations',
  listRosters: 'GET /duty/rosters',
  listRules: 'GET /rules',
  listServices: 'GET /services',
  listSessions: 'GET /profile/sessions',
  listShiftNotes: 'GET /shift-notes',
  listStationHistory: 'GET /stations/{id}/history',
  listStations: 'GET /stations',
  listSuppressions: 'GET /suppressions',
  listTargets: 'GET /duty/targets',
  listTokens: 'GET /tokens',
  listTokensOfPerson: 'GET /people/{user}/tokens',
  listUnsafeSettings: 'GET /operations/unsafe',
  listViews: 'GET /views',
  listWallTokens: 'GET /walls/{wall}/tokens',
  listWarnings: 'GET /warnings',
  mergeIncident: 'POST /incidents/{id}/merge',
  noteIncident: 'POST /incidents/{id}/note',
  openRegistration: 'POST /registration/open',
  outOfServiceAlarm: 'POST /alarms/{id}/out-of-service',
  previewWarning: 'GET /alarms/{id}/cap',
  previewWarningOfIncident: 'GET /incidents/{id}/cap',
  proveAuditEntry: 'GET /audit/{seq}/proof',
  proveAuditGrowth: 'GET /audit/consistency',
  putFieldMap: 'PUT /field-maps/{of}/{name}/{kind}',
  register: 'POST /register',
  rejectRegistration: 'POST /registrations/{id}/reject',
  removeChannel: 'DELETE /channels/{id}',
  removeContact: 'POST /duty/contacts/{id}/remove',
  removeEscalation: 'POST /escalations/{id}/remove',
  removeOverride: 'POST /duty/overrides/{id}/remove',
  removePerson: 'DELETE /people/{user}',
  removeRoster: 'POST /duty/rosters/{id}/remove',
  removeRule: 'POST /rules/{id}/remove',
  removeSecondFactor: 'POST /profile/second-factor/remove',
  removeTarget: 'POST /duty/targets/{id}/remove',
  removeView: 'DELETE /views/{id}',
  reopenIncident: 'POST /incidents/{id}/reopen',
  replayDeadLetter: 'POST /dead-letters/{id}/replay',
  replayDeadLetters: 'POST /dead-letters/replay',
  resetPassword: 'POST /people/{user}/password',
  resetSecondFactor: 'POST /people/{user}/second-factor/reset',
  respondAlarm: 'POST /alarms/{id}/respond',
  retireGateway: 'DELETE /gateways/{id}',
  retireService: 'DELETE /services/{id}',
  retireStation: 'DELETE /stations/{id}',
  returnToServiceAlarm: 'POST /alarms/{id}/return-to-service',
  revokeToken: 'DELETE /tokens/{id}',
  revokeTokenOfPerson: 'DELETE /people/{user}/tokens/{id}',
  revokeWallToken: 'DELETE /walls/{wall}/tokens/{id}',
  rotateCredentials: 'POST /credentials/{id}/rotate',
  saveContact: 'PUT /duty/contacts/{id}',
  saveEscalation: 'PUT /escalations/{id}',
  saveOverride: 'PUT /duty/overrides/{id}',
  saveRoster: 'PUT /duty/rosters/{id}',
  saveRule: 'PUT /rules/{id}',
  saveTarget: 'PUT /duty/targets/{id}',
  saveView: 'POST /views',
  shelveAlarm: 'POST /alarms/{id}/shelve',
  signIn: 'POST /session',
  signOut: 'DELETE /session',
  signOutPerson: 'POST /people/{user}/sign-out',
  stationsHistory: 'GET /history/stations',
  summariseDeadLetters: 'GET /dead-letters/summary',
  summariseLedger: 'GET /ledger/summary',
  suppress: 'POST /suppressions',
  takeAlertmanagerWebhook: 'POST /alertmanager/webhook',
  takeOverIncident: 'POST /incidents/{id}/take-over',
  takePrometheusAlerts: 'POST /alertmanager/api/v2/alerts',
  taskAgainIncident: 'POST /incidents/{id}/task-again',
  taskAssignIncident: 'POST /incidents/{id}/task-assign',
  taskDoneIncident: 'POST /incidents/{id}/task-done',
  taskIncident: 'POST /incidents/{id}/task',
  testChannel: 'POST /channels/{id}/test',
  tryRule: 'POST /rule-tries',
  turnRuleOff: 'POST /rules/{id}/off',
  turnRuleOn: 'POST /rules/{id}/on',
  unshelveAlarm: 'POST /alarms/{id}/unshelve',
  verifyAudit: 'POST /audit/verify',
  warningFeed: 'GET /warnings.atom',
  withdrawWarning: 'POST /alarms/{id}/cap/withdraw',
  withdrawWarningOfIncident: 'POST /incidents/{id}/cap/withdraw',
} as const satisfies Record<keyof Calls, string>

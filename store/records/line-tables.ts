import { type AlarmCallRecords, buildAlarmCallRecords } from './alarm-calls.ts'
import { type AlarmRecords, buildAlarmRecords } from './alarms.ts'
import { buildCursorRecords, type CursorRecords } from './cursors.ts'
import { buildDeadLetterRecords, type DeadLetterRecords } from './dead-letters.ts'
import { buildGapRecords, type GapRecords } from './gaps.ts'
import { buildIncidentRecords, type IncidentRecords } from './incidents.ts'
import { buildLedgerRecords, type LedgerRecords } from './ledger.ts'
import { buildOutsideAlertRecords, type OutsideAlertRecords } from './outside-alerts.ts'
import { buildPresenceRecords, type PresenceRecords } from './presence.ts'
import { buildMessageLedger, type MessageLedger } from './message-ledger.ts'
import type { Records } from './records.ts'
import { buildRuleStateRecords, type RuleStateRecords } from './rule-states.ts'
import { buildStationBlocks, type StationBlocks } from './station-blocks.ts'
import { buildSuppressionRecords, type SuppressionRecords } from './suppressions.ts'
import { buildUsualRecords, type UsualRecords } from './usual.ts'

/** Everything that the line remembers; kept in the transaction that moves its positions. */
export interface LineTables {
  readonly alarms: AlarmRecords
  readonly blocks: StationBlocks
  readonly calls: AlarmCallRecords
  readonly cursors: CursorRecords
  readonly deadLetters: DeadLetterRecords
  readonly gaps: GapRecords
  readonly incidents: IncidentRecords
  readonly ledger: LedgerRecords
  readonly messages: MessageLedger
  readonly ruleStates: RuleStateRecords
  readonly usual: UsualRecords
  readonly suppressions: SuppressionRecords
  readonly presence: PresenceRecords
  readonly outsideAlerts: OutsideAlertRecords
}

export function buildLineTables(records: Records): LineTables {
  return {
    alarms: buildAlarmRecords(records),
    blocks: buildStationBlocks(records),
    calls: buildAlarmCallRecords(records),
    cursors: buildCursorRecords(records),
    deadLetters: buildDeadLetterRecords(records),
    gaps: buildGapRecords(records),
    incidents: buildIncidentRecords(records),
    ledger: buildLedgerRecords(records),
    messages: buildMessageLedger(records),
    ruleStates: buildRuleStateRecords(records),
    usual: buildUsualRecords(records),
    suppressions: buildSuppressionRecords(records),
    presence: buildPresenceRecords(records),
    outsideAlerts: buildOutsideAlertRecords(records),
  }
}

import type { Migration } from 'kysely/migration'
import { first } from './0001-first.ts'
import { proofAndGaps } from './0002-proof-and-gaps.ts'
import { deadLetterDesk } from './0003-dead-letter-desk.ts'
import { gradedAlarms } from './0005-graded-alarms.ts'
import { rules } from './0006-rules.ts'
import { suppressions } from './0007-suppressions.ts'
import { alarmCalls } from './0008-alarm-calls.ts'
import { incidents } from './0009-incidents.ts'
import { delivery } from './0010-delivery.ts'
import { duty } from './0011-duty.ts'
import { auditChain } from './0015-audit-chain.ts'
import { warnings } from './0012-warnings.ts'
import { savedViews } from './0013-saved-views.ts'
import { people } from './0014-people.ts'
import { deviceAccess } from './0016-device-access.ts'
import { incidentParts } from './0017-incident-parts.ts'
import { suppressionDepartments } from './0018-suppression-departments.ts'
import { wallMakers } from './0019-wall-makers.ts'

/** Every migration by name, oldest first. A list, not a folder: what runs is what was built. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-proof-and-gaps': proofAndGaps,
  '0003-dead-letter-desk': deadLetterDesk,
  '0005-graded-alarms': gradedAlarms,
  '0006-rules': rules,
  '0007-suppressions': suppressions,
  '0008-alarm-calls': alarmCalls,
  '0009-incidents': incidents,
  '0010-delivery': delivery,
  '0011-duty': duty,
  '0012-warnings': warnings,
  '0013-saved-views': savedViews,
  '0014-people': people,
  '0015-audit-chain': auditChain,
  '0016-device-access': deviceAccess,
  '0017-incident-parts': incidentParts,
  '0018-suppression-departments': suppressionDepartments,
  '0019-wall-makers': wallMakers,
}

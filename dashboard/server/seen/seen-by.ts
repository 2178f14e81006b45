import { CityError } from '../../../domain/errors.ts'
import type { Session } from '../auth/session.ts'
import type { City } from '../city.ts'
import { seenAlarms } from './seen-alarms.ts'
import { seenEnrolment } from './seen-enrolment.ts'
import { seenIncidents } from './seen-incidents.ts'
import { seenHistory } from './seen-history.ts'
import { seenLedger, seenLetters } from './seen-ledger.ts'
import { seenDuty, seenRules } from './seen-plans.ts'
import { seenSuppressions } from './seen-suppressions.ts'
import { seenStations } from './seen-stations.ts'
import { seenWarnings } from './seen-warnings.ts'
import { type OnUse, type Sight, sightOf } from './sight.ts'

/** Sight of whoever asks; throws when nobody does. */
export type Eyes = () => Sight

/**
 * The city as whoever asks may see and change it: the one place where rows are held back and steps refused by department and sharing class.
 * A part that is added to the city has to be told of here, or it does not compile.
 */
export function seenBy(
  city: City,
  session: () => Session | null,
  options: {
    readonly now: () => number
    readonly onUse: OnUse
    /** Told in whose request something was held back. */
    readonly onHeldBack?: (asks: Session) => void
  },
): City {
  const sights = new WeakMap<Session, Sight>()

  const sight: Eyes = () => {
    const asks = session()
    if (asks === null) throw new CityError('sign-in-required', 'Sign in first.')
    const known = sights.get(asks)
    if (known) return known
    const { now, onUse, onHeldBack } = options
    const made = sightOf(city, asks, { now, onUse, onHeldBack: () => onHeldBack?.(asks) })
    sights.set(asks, made)
    return made
  }

  return {
    label: city.label,
    version: city.version,
    timeZone: city.timeZone,
    kinds: city.kinds,
    districts: city.districts,
    departments: city.departments,
    mapFolder: city.mapFolder,
    mqtt: city.mqtt,
    display: city.display,
    ...seenStations(city, sight),
    ...seenAlarms(city, sight),
    incidents: seenIncidents(city, sight),
    warnings: seenWarnings(city, sight, session),
    ...seenLedger(city, sight),
    ...seenLetters(city, sight),
    rules: seenRules(city, sight),
    duty: seenDuty(city, sight),
    suppressions: seenSuppressions(city, sight),
    enrolment: seenEnrolment(city, sight),
    history: seenHistory(city, sight),
    // Asked for by whose they are.
    views: city.views,
    // Of the control room, which is one for all departments.
    shiftNotes: city.shiftNotes,
    // What belongs to no department: whether somebody may call it at all, their role says.
    gateways: city.gateways,
    services: city.services,
    channels: city.channels,
    takeAlerts(alerts, silentMs) {
      // They raise and end alarms of whatever department their labels name.
      if (!sight().isWhole)
        throw new CityError(
          'not-allowed',
          'Alerts from outside are of any department: only somebody of the whole city gives them.',
        )
      return city.takeAlerts(alerts, silentMs)
    },
    backups: city.backups,
    audit: city.audit,
    operations: city.operations,
    ready: city.ready,
    metrics: city.metrics,
    // Listeners are told of everything; who sends it on holds back what is not for the other side.
    floods: city.floods,
    onStations: city.onStations,
  }
}

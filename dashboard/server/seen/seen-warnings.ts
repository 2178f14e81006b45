import { CityError } from '../../../domain/errors.ts'
import type { IssuedWarning } from '../../../domain/cap/issued.ts'
import type { WarningSource } from '../../../domain/cap/warning.ts'
import type { Session } from '../auth/session.ts'
import type { City } from '../city.ts'
import type { WarningsOfCity } from '../warnings-of-city.ts'
import { seenPage } from './pages.ts'
import { allowsWhole, seesIncident } from './incident-sight.ts'
import { demandAlarm, seesAlarm } from './seen-alarms.ts'
import type { Eyes } from './seen-by.ts'

/** Warnings: public ones for everybody, signed in or not; others for who may see what they are about. */
export function seenWarnings(city: City, sight: Eyes, session: () => Session | null): WarningsOfCity {
  const { warnings } = city

  async function seesSource(source: WarningSource, id: string): Promise<boolean> {
    const eyes = sight()
    if (eyes.isWhole) return true
    if (source === 'alarm') {
      const alarm = await city.alarms.get(id)
      return alarm !== undefined && seesAlarm(eyes, alarm)
    }
    // Its message is made of all its alarms.
    const incident = await city.incidents.get(id)
    return incident !== undefined && seesIncident(eyes, incident) && allowsWhole(eyes, 'alarm.read', incident)
  }

  async function isSeen({ scope, source, sourceId }: IssuedWarning): Promise<boolean> {
    return scope === 'Public' || (session() !== null && (await seesSource(source, sourceId)))
  }

  async function demandIssue(source: WarningSource, id: string): Promise<void> {
    const eyes = sight()
    if (eyes.isWhole) return
    if (source === 'alarm') return demandAlarm(city, eyes, id, 'warning.issue')
    const incident = await city.incidents.get(id)
    if (!incident || !seesIncident(eyes, incident)) throw new CityError('not-found', `There is no incident ${id}.`)
    if (allowsWhole(eyes, 'warning.issue', incident)) return
    eyes.demand('warning.issue', eyes.things.of([]), `warning of incident ${id}, which is made of all its alarms,`)
  }

  return {
    kindsByHand: warnings.kindsByHand,
    async list(filter) {
      if (sight().isWhole) return warnings.list(filter)
      return seenPage(filter, (paging) => warnings.list({ ...filter, ...paging }), isSeen)
    },
    async get(identifier, dialect) {
      const found = await warnings.get(identifier, dialect)
      if (await isSeen(found.warning)) return found
      throw new CityError('not-found', `There is no warning ${identifier}.`)
    },
    async preview(source, id, of) {
      if (await seesSource(source, id)) return warnings.preview(source, id, of)
      const incident = source === 'incident' ? await city.incidents.get(id) : undefined
      if (incident && seesIncident(sight(), incident))
        throw new CityError(
          'not-allowed',
          `The message of incident ${id} is made of all its alarms, and some are withheld from you: ask somebody of the whole city.`,
        )
      throw new CityError('not-found', `There is no ${source} ${id}.`)
    },
    async issue(source, id, order) {
      await demandIssue(source, id)
      return warnings.issue(source, id, order)
    },
    async withdraw(source, id, order) {
      await demandIssue(source, id)
      return warnings.withdraw(source, id, order)
    },
    feed: warnings.feed,
  }
}

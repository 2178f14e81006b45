import type { DutyItem, DutyList, DutyVersion } from '../../../domain/duty.ts'
import { NO_DUTY } from '../../../domain/duty.ts'
import { CityError } from '../../../domain/errors.ts'
import { dutyNow, dutyWeek } from '../../../domain/on-duty.ts'
import { makeZone } from '../../../domain/zone.ts'
import type { City, RuleChange } from '../city.ts'

/** The duty plan of a small city, where nobody is on duty; what is saved is kept with its versions. */
export function smallDuty(now: () => number): City['duty'] {
  const versions: DutyVersion[] = []
  const zone = makeZone('Asia/Shanghai')
  const newest = (list: DutyList, id: string) => versions.findLast((one) => one.list === list && one.id === id)

  async function write(list: DutyList, id: string, of: RuleChange & Pick<DutyVersion, 'item'>): Promise<DutyVersion> {
    const { by, why, version, item } = of
    if ((newest(list, id)?.version ?? 0) !== version)
      throw new CityError('duty-changed', `${id} is at another version.`)
    const next = { list, id, version: version + 1, at: now(), by, why, item }
    versions.push(next)
    return next
  }

  return {
    now: (at) => dutyNow(NO_DUTY, zone, at),
    week: (span) => dutyWeek(NO_DUTY, zone, span),
    ofAlarm: async (alarm) => ({ alarm, acting: [], next: null, called: [] }),
    list: (list) => {
      const ids = new Set(versions.filter((one) => one.list === list).map(({ id }) => id))
      return [...ids].map((id) => newest(list, id)!).filter(({ item }) => item !== null)
    },
    history: async (list, id) => versions.filter((one) => one.list === list && one.id === id).toReversed(),
    save: (list, item, change) => write(list, (item as DutyItem).id, { ...change, item: item as DutyItem }),
    remove: async (list, id, change) => {
      if (!newest(list, id)?.item) throw new CityError('not-found', `There is no ${id} in ${list}.`)
      return write(list, id, { ...change, item: null })
    },
  }
}

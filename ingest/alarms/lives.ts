import type { Alarm } from '../../domain/alarm.ts'
import type { Held } from './finding.ts'

/** The newest alarms of each cause, also those that are over: what comes late may put their times right. */
export interface Lives {
  note(alarm: Alarm): void
  /** The alarm that tells of a time, or that has an id. */
  find(cause: Pick<Alarm, 'rule' | 'station'>, of: Held | { readonly id: string }): Alarm | undefined
}

const MOST_CAUSES = 10_000
const MOST_OF_ONE = 8

/** `known`: the older ones first. Beyond so many, those of the cause that was told of least lately are forgotten. */
export function makeLives(known: readonly Alarm[]): Lives {
  const byCause = new Map<string, Alarm[]>()
  for (const alarm of known) note(alarm)

  function note(alarm: Alarm): void {
    const key = keyOf(alarm)
    const before = byCause.get(key)
    const all = before?.filter(({ id }) => id !== alarm.id) ?? []
    if (all.length >= MOST_OF_ONE) all.shift()
    all.push(alarm)
    if (before) byCause.delete(key)
    else if (byCause.size >= MOST_CAUSES) byCause.delete(byCause.keys().next().value!)
    byCause.set(key, all)
  }

  return {
    note,
    find(cause, of) {
      const all = byCause.get(keyOf(cause)) ?? []
      if ('id' in of) return all.find(({ id }) => id === of.id)
      const isOfTime = ({ active, clearedAt }: Alarm) =>
        of.until === null ? active : !active && clearedAt === of.until
      return all.find((alarm) => isOfTime(alarm) && alarm.raisedAt === of.from) ?? all.findLast(isOfTime)
    },
  }
}

function keyOf({ rule, station }: Pick<Alarm, 'rule' | 'station'>): string {
  return `${rule} ${station}`
}

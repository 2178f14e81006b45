import type { Alarm } from '../../domain/alarm.ts'

/** The alarms of each cause that are not over. */
export interface OpenOf {
  note(alarm: Alarm): void
  /**
   * The one that goes on: where it holds, else the newest. There may be others, of the past, that wait for somebody. It follows from
   * the alarms alone, so that a start finds the same.
   */
  find(rule: string, station: string): Alarm | undefined
}

export function makeOpenOf(open: readonly Alarm[]): OpenOf {
  const byCause = new Map<string, Alarm[]>()
  for (const alarm of open) note(alarm)

  function note(alarm: Alarm): void {
    const key = `${alarm.rule} ${alarm.station}`
    const others = byCause.get(key)?.filter(({ id }) => id !== alarm.id) ?? []
    if (alarm.state !== 'normal') others.push(alarm)
    if (others.length > 0) byCause.set(key, others)
    else byCause.delete(key)
  }

  return {
    note,
    find(rule, station) {
      const all = byCause.get(`${rule} ${station}`)
      if (all === undefined || all.length === 1) return all?.[0]
      return all.reduce((best, one) => (isBefore(best, one) ? one : best))
    },
  }
}

function isBefore(a: Alarm, b: Alarm): boolean {
  if (a.active !== b.active) return b.active
  return a.raisedAt < b.raisedAt || (a.raisedAt === b.raisedAt && a.id < b.id)
}

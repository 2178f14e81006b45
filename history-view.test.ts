import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { historyView } from './history-view.ts'
import { openRecords } from './store/records/open.ts'
import type { Entry } from './store/records/station-entry.ts'
import { makeTemporaryFolder } from './store/records/testing/temporary-folder.ts'
import { KINDS, pointsOf, stationOf } from './store/series/contract-points.ts'
import { openDuckSeries } from './store/series/duck.ts'

const T = 1_764_000_000_000

describe('the headline values of the past', () => {
  it('are those of each step at its end, after what was read last before the span', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    await using series = await openDuckSeries({
      folder: join(folder.path, 's'),
      kinds: KINDS,
      stationOf,
      sealEveryMs: 0,
    })
    const rows = [
      // Too old to be shown at the start of the span by a station that sends each minute.
      { station: 2, ts: T - 7 * 60_000, values: { pm25: 1 } },
      { station: 1, ts: T - 90_000, values: { pm25: 2 }, level: 3, index: 1 },
      { station: 1, ts: T + 5_000, values: { pm25: 3 }, flags: { pm25: 3 } },
      { station: 2, ts: T + 60_000, values: { pm25: 4 } },
      { station: 3, ts: T + 60_000, values: { pm25: 5 } },
    ]
    await series.write({ from: 0, to: rows.length, points: [pointsOf('air', rows)], amendments: [] })
    const entries = [1, 2, 3].map(
      (number) =>
        ({ id: `s${number}`, number, kind: 'air', everySeconds: 60, retired: number === 3 }) as unknown as Entry,
    )
    const registry = { all: () => entries, byNumber: (number: number) => entries[number - 1] }
    const history = historyView({ records, series, registry, kinds: KINDS })
    const span = { from: T, to: T + 120_000, everyMs: 60_000, kinds: ['air'] }
    expect(await history.stations({ ...span, before: true })).toEqual({
      from: T,
      to: T + 120_000,
      everyMs: 60_000,
      kinds: [
        {
          kind: 'air',
          value: 'pm25',
          stations: [
            { id: 's1', at: [-90, 60], values: [2, 3], flags: [1, 3], levels: [3, 0] },
            { id: 's2', at: [120], values: [4] },
          ],
        },
      ],
    })
    expect((await history.stations({ ...span, before: false })).kinds[0]?.stations[0]?.at).toEqual([60])
    expect((await history.stations({ ...span, kinds: [], before: false })).kinds.map(({ kind }) => kind)).toEqual([
      'air',
      'noise',
    ])
  })
})

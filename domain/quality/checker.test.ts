import { describe, expect, it } from 'vitest'
import { valueNames, type Kind, type Relation, type ValueSpec } from '../kind.ts'
import { makePoints } from '../points.ts'
import { makeChecker } from './checker.ts'

const label = { zh: '测', en: 'test' }
const MINUTE = 60_000

function kindOf(values: Record<string, Partial<ValueSpec>>, relations: Relation[] = []): Kind {
  const specs = Object.entries(values).map(([name, spec]) => [name, { unit: '1', label, decimals: 1, ...spec }])
  return {
    id: 'test',
    label,
    owner: 'ecology',
    sharing: 'mandatory',
    everySeconds: 60,
    shape: 'circle',
    headline: Object.keys(values)[0]!,
    values: Object.fromEntries(specs) as Kind['values'],
    relations,
  }
}

type Row = readonly [minutes: number, ...values: (number | null)[]]

/** Runs rows of [minutes, values…] through one station: flags by value as they stand after all amendments. */
function run(kind: Kind, rows: readonly Row[], everySeconds?: number): number[][] {
  const checker = makeChecker(kind)
  const state = checker.start(everySeconds)
  const points = makePoints(kind.id, valueNames(kind), rows.length)
  for (const [i, [minutes, ...values]] of rows.entries()) {
    points.ts[i] = minutes * MINUTE
    points.seq[i] = i
    for (const [n, value] of values.entries()) points.values[n]![i] = value ?? NaN
    const found = checker.check(state, points, i)
    for (let k = 0; k < found; k++) {
      const row = checker.verdicts.seq[k]!
      expect(points.ts[row]).toBe(checker.verdicts.ts[k])
      points.flags[checker.verdicts.value[k]!]![row] = checker.verdicts.flag[k]!
    }
  }
  return points.flags.map((flags) => Array.from(flags))
}

/** The same for a single value, one reading a minute. */
function minutely(spec: Partial<ValueSpec>, series: readonly (number | null)[]): number[] {
  return run(
    kindOf({ x: spec }),
    series.map((value, minute): Row => [minute, value]),
  )[0]!
}

describe('checker', () => {
  it('judges by range from the first reading on', () => {
    const spec: Partial<ValueSpec> = { fail: [10, 50], suspect: [20, 40] }
    expect(minutely(spec, [5, 10, 15, 20, 25, 30, 35, 40, 45, 51])).toEqual([4, 3, 3, 0, 0, 0, 0, 0, 3, 4])
  })

  it('passes whatever has no bounds, and flags nothing that is not there', () => {
    expect(minutely({}, [0, 1e9, -1e9, null, 0])).toEqual([0, 0, 0, 0, 0])
    expect(minutely({ fail: [10, 50] }, [null, 30, null])).toEqual([0, 0, 0])
  })

  it('clears the flags that an earlier use of the row left', () => {
    const kind = kindOf({ x: { fail: [0, 1] } })
    const checker = makeChecker(kind)
    const points = makePoints(kind.id, ['x'], 2)
    points.flags[0]!.fill(4)
    points.values[0]!.set([0.5, NaN])
    checker.check(checker.start(), points, 0)
    checker.checkLate(points, 1)
    expect(Array.from(points.flags[0]!)).toEqual([0, 0])
  })

  describe('spike', () => {
    const spike: Partial<ValueSpec> = { spike: [25, 50] }

    it('flags a spike one reading late and spares its neighbours', () => {
      expect(minutely(spike, [10, 12, 999.99, 13, 15, 50, 9, 9])).toEqual([0, 0, 4, 0, 0, 3, 0, 0])
      expect(minutely(spike, [10, 12, -80, 13, 15])).toEqual([0, 0, 4, 0, 0])
    })

    it('takes a step for a step', () => {
      expect(minutely(spike, [10, 10, 200, 200, 200, 10, 10])).toEqual([0, 0, 0, 0, 0, 0, 0])
      expect(minutely(spike, [10, 12, 201, 200, 202, 12, 10])).toEqual([0, 0, 0, 0, 0, 0, 0])
    })

    it('takes a peak with a slow decline for an event, not a spike', () => {
      expect(minutely(spike, [10, 10, 105, 104, 103, 104, 101])).toEqual([0, 0, 0, 0, 0, 0, 0])
    })

    it('does not take a doubtful reading for a neighbour', () => {
      expect(minutely(spike, [10, 100, 10, 100, 10])).toEqual([0, 4, 0, 4, 0])
      expect(minutely({ ...spike, fail: [0, 500] }, [10, 100, 999, 10, 10])).toEqual([0, 0, 4, 0, 0])
    })

    it('counts a value of which other readings in between say nothing', () => {
      expect(minutely(spike, [10, null, 999, null, 10])).toEqual([0, 0, 4, 0, 0])
    })

    it('does not judge across a gap of more than five intervals', () => {
      const kind = kindOf({ x: spike })
      const at = (minutes: readonly number[]) =>
        run(
          kind,
          minutes.map((minute, i): Row => [minute, i === 1 ? 100 : 10]),
        )[0]
      expect(at([0, 5, 10])).toEqual([0, 4, 0])
      expect(at([0, 5, 10.1])).toEqual([0, 0, 0])
      expect(at([0, 5.1, 10])).toEqual([0, 0, 0])
    })

    it('measures the gap in the intervals of the station', () => {
      const rows: Row[] = [
        [0, 10],
        [20, 100],
        [40, 10],
      ]
      expect(run(kindOf({ x: spike }), rows)[0]).toEqual([0, 0, 0])
      expect(run(kindOf({ x: spike }), rows, 1200)[0]).toEqual([0, 4, 0])
    })

    it('never lowers a flag, and asks no amendment for one that stands', () => {
      const kind = kindOf({ x: { spike: [25, 50], fail: [0, 80] } })
      const checker = makeChecker(kind)
      const state = checker.start()
      const points = makePoints(kind.id, ['x'], 3)
      points.ts.set([0, MINUTE, 2 * MINUTE])
      points.values[0]!.set([10, 100, 10])
      expect([0, 1, 2].map((i) => checker.check(state, points, i))).toEqual([0, 0, 0])
      expect(Array.from(points.flags[0]!)).toEqual([0, 4, 0])
    })

    it('names the value and the reading that it amends', () => {
      const kind = kindOf({ calm: {}, x: spike })
      const checker = makeChecker(kind)
      const state = checker.start()
      const points = makePoints(kind.id, ['calm', 'x'], 3)
      points.ts.set([0, MINUTE, 2 * MINUTE])
      points.seq.set([70, 71, 72])
      points.values[1]!.set([10, 48, 10])
      expect([0, 1, 2].map((i) => checker.check(state, points, i))).toEqual([0, 0, 1])
      const { value, ts, seq, flag } = checker.verdicts
      expect([value[0], ts[0], seq[0], flag[0]]).toEqual([1, MINUTE, 71, 3])
    })
  })

  describe('rate of change', () => {
    const rate: Partial<ValueSpec> = { ratePerMinute: 5 }

    it('suspects what leaves the last good value faster than the limit', () => {
      expect(minutely(rate, [10, 15, 20.1, 15, 10])).toEqual([0, 0, 3, 0, 0])
    })

    it('lets a new level pass once the time since the last good value explains it', () => {
      expect(minutely(rate, [10, 30, 30, 30, 30, 30])).toEqual([0, 3, 3, 3, 0, 0])
    })

    it('scales with the time between readings', () => {
      const kind = kindOf({ x: rate })
      const rows: Row[] = [
        [0, 0],
        [10, 50],
        [20, 101],
      ]
      expect(run(kind, rows)[0]).toEqual([0, 0, 3])
      const faster: Row[] = [
        [0, 0],
        [0.5, 2.5],
        [1, 5.1],
      ]
      expect(run(kind, faster, 30)[0]).toEqual([0, 0, 3])
    })

    it('takes readings closer than the cadence for one cadence apart', () => {
      const rows: Row[] = [
        [0, 10],
        [0.001, 14],
        [0.001, 10],
        [0.002, 16],
      ]
      expect(run(kindOf({ x: rate }), rows)[0]).toEqual([0, 0, 0, 3])
    })

    it('forgets a spike when it judges the reading behind it', () => {
      expect(minutely({ spike: [25, 50], ratePerMinute: 60 }, [10, 70, 9, 10])).toEqual([0, 4, 0, 0])
      expect(minutely({ spike: [25, 30], ratePerMinute: 60 }, [10, 65, 4, 10])).toEqual([0, 4, 0, 0])
    })
  })

  describe('flat line', () => {
    const flat = { flat: { suspectSeconds: 180, failSeconds: 300, tolerance: 0.1 } }

    it('suspects and then fails what stands still, until it moves', () => {
      expect(minutely(flat, [1, 5, 5.05, 5, 5.1, 5, 5, 5, 6, 6])).toEqual([0, 0, 0, 0, 3, 3, 4, 4, 0, 0])
    })

    it('takes a tolerance of 0 as exactly unchanged', () => {
      const exact = { flat: { suspectSeconds: 60, failSeconds: 120, tolerance: 0 } }
      expect(minutely(exact, [5, 5, 5, 5.001, 5.001])).toEqual([0, 3, 4, 0, 3])
    })

    it('starts again behind a gap', () => {
      const rows = [0, 1, 2, 10, 11, 12, 13].map((minute): Row => [minute, 5])
      expect(run(kindOf({ x: flat }), rows)[0]).toEqual([0, 0, 0, 0, 0, 0, 3])
    })

    it('waits through readings that do not carry the value', () => {
      expect(minutely(flat, [5, null, null, 5, null, 5])).toEqual([0, 0, 0, 3, 0, 4])
    })
  })

  describe('relations', () => {
    const dust: Relation = {
      id: 'dust',
      value: 'pm25',
      atMost: { value: 'pm10', times: 1.1, plus: 5 },
      marks: ['pm25', 'pm10'],
      flag: 3,
    }

    it('marks what cannot be true together', () => {
      const kind = kindOf({ pm25: { fail: [0, 1000] }, pm10: {} }, [dust])
      const rows: Row[] = [
        [0, 60, 50],
        [1, 61, 50],
        [2, 61, null],
        [3, null, 50],
        [4, 2000, 50],
      ]
      expect(run(kind, rows)).toEqual([
        [0, 3, 0, 0, 4],
        [0, 3, 0, 0, 3],
      ])
    })

    it('holds only while every condition does, and marks only what is carried', () => {
      const stuck: Relation = {
        id: 'stuck',
        value: 'occupancy',
        atLeast: { plus: 0.01 },
        when: [
          { value: 'intensity', above: 0 },
          { value: 'speed', below: 100 },
          { value: 'lane', equals: 1 },
        ],
        marks: ['occupancy', 'gap'],
        flag: 4,
      }
      const kind = kindOf({ intensity: {}, speed: {}, lane: {}, occupancy: {}, gap: {} }, [stuck])
      const rows: Row[] = [
        [0, 100, 60, 1, 0, null],
        [1, 0, 60, 1, 0, 1],
        [2, 100, 100, 1, 0, 1],
        [3, 100, 60, 2, 0, 1],
        [4, 100, null, 1, 0, 1],
        [5, 100, 60, 1, 0.01, 1],
        [6, 100, 60, 1, 0, 1],
      ]
      expect(run(kind, rows).slice(3)).toEqual([
        [4, 0, 0, 0, 0, 0, 4],
        [0, 0, 0, 0, 0, 0, 4],
      ])
    })

    it('refuses a relation of a value that the kind does not have', () => {
      expect(() => makeChecker(kindOf({ pm25: {} }, [dust]))).toThrow('relation dust names pm10')
    })
  })

  it('judges a late reading by ranges and relations alone, and learns nothing from it', () => {
    const kind = kindOf({ x: { fail: [0, 100], ratePerMinute: 5, spike: [5, 10] } })
    const checker = makeChecker(kind)
    const state = checker.start()
    const points = makePoints(kind.id, ['x'], 5)
    points.ts.set([10, 11, 5, 6, 12].map((minute) => minute * MINUTE))
    points.values[0]!.set([10, 11, 90, 101, 12])
    const before = [0, 1].map((i) => checker.check(state, points, i))
    checker.checkLate(points, 2)
    checker.checkLate(points, 3)
    expect([...before, checker.check(state, points, 4)]).toEqual([0, 0, 0])
    expect(Array.from(points.flags[0]!)).toEqual([0, 0, 0, 4, 0])
  })
})

/** The vectors of DOMAIN 8.1 as the line judges them; 0 stands for pass, not evaluated and missing. */
describe('on the vectors of ioos_qc', () => {
  const quarterly = (spec: Partial<ValueSpec>, series: readonly (number | null)[]) =>
    run(
      kindOf({ x: spec }),
      series.map((value, i): Row => [i * 15, value]),
      900,
    )[0]!

  it('gross range agrees', () => {
    expect(minutely({ fail: [0, 5], suspect: [1, 4] }, [1, 2, 3, 4, 8])).toEqual([0, 0, 0, 0, 4])
  })

  it('spike flags what stands out from both neighbours, never the neighbours, and nothing at the ends or beside a gap', () => {
    const spike: [number, number] = [25, 50]
    // ioos_qc: 2,4,4,4,1,3,1,2. 40 stands out by 28 from the mean of its neighbours, by 25 from the nearer one.
    expect(minutely({ spike }, [10, 12, 999.99, 13, 15, 40, 9, 9])).toEqual([0, 0, 4, 0, 0, 0, 0, 0])
    expect(minutely({ spike }, [-100, -99, -99, -98])).toEqual([0, 0, 0, 0])
    const gaps = [10, 12, 999.99, 13, 15, 40, 9, 9, null, 10, 10, 999.99, 10, null]
    expect(minutely({ spike }, gaps)).toEqual([0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0])
  })

  it('rate of change suspects the value that jumped, not the one that comes back to where it was', () => {
    const spec = { ratePerMinute: 5 / 15 }
    // ioos_qc: 1,3,3,1,1,1,1,1,3,1.
    expect(quarterly(spec, [2, 10, 2.1, 3, 4, 5, 7, 10, 0, 2])).toEqual([0, 3, 0, 0, 0, 0, 0, 0, 3, 0])
    // ioos_qc: 1,3,3,1,9,9,1,1.
    expect(quarterly(spec, [2, 10, 2, 3, null, null, 7, 10])).toEqual([0, 3, 0, 0, 0, 0, 0, 0])
  })

  it('flat line counts the whole time since the value stood still, and begins anew behind a gap', () => {
    const spec = { flat: { suspectSeconds: 3000, failSeconds: 4800, tolerance: 0.01 } }
    // ioos_qc: 1,1,1,1,3,3,4,4,1,1,1,1,1,3: its window of 3000 s is full after three steps of 900 s.
    const series = [1, 2, 2.0001, 2, 2.0001, 2, 2.0001, 2, 4, 5, 3, 3.0001, 3.0005, 3.00001]
    expect(quarterly(spec, series)).toEqual([0, 0, 0, 0, 0, 3, 3, 4, 0, 0, 0, 0, 0, 0])
    const gaps = [1, null, null, 2, 2.0001, 2, 2.0001, 2, 4, null, 3, null, null, 3.00001]
    expect(quarterly(spec, gaps)).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0])
  })
})

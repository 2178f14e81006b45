import { describe, expect, it } from 'vitest'
import type { Api, SeriesQuestion } from '../api.ts'
import { loadLine, rangeOf } from './load.ts'

const HOUR = 3_600_000

describe('a line', () => {
  async function asked(hours: number, withRange: boolean): Promise<readonly SeriesQuestion[]> {
    const questions: SeriesQuestion[] = []
    const series: Api['series'] = async (question) => {
      questions.push(question)
      return { unit: '', points: [] }
    }
    const of = { station: 'a', value: 'v', everySeconds: 60 }
    await loadLine({ series } as Api, of, { from: 0, to: hours * HOUR }, { pixels: 800, withRange })
    return questions
  }

  it('is asked for as readings while they are few, and as buckets with their least and greatest when they are many', async () => {
    expect((await asked(1, true)).map(({ every }) => every)).toEqual([undefined])
    expect((await asked(24, true)).map(({ every, aggregate }) => [every, aggregate])).toEqual([
      ['5m', 'mean'],
      ['5m', 'min'],
      ['5m', 'max'],
    ])
    expect(await asked(24, false)).toHaveLength(1)
  })

  it('is asked for in no more points than the server gives, also for a year', async () => {
    const [year] = await asked(8_760, false)
    expect(year?.every).toBe('1d')
  })

  it('has no range where a bucket had no reading that can be used', () => {
    expect(
      rangeOf(
        [
          [0, 1, 1],
          [60, null, 4],
        ],
        [
          [0, 3, 1],
          [60, null, 4],
        ],
      ),
    ).toEqual([[0, 1, 3]])
  })
})

import { describe, expect, it } from 'vitest'
import { advance, toggled } from './clock.ts'
import { LONGEST_MS, questionOf, spanAround, speedBeside } from './question.ts'

const NOW = 1_764_000_000_000
const ask = (search: string) => {
  const query = new URLSearchParams(search)
  return questionOf((name) => query.get(name), NOW)
}

describe('the address of a playback', () => {
  it('says span, time, speed, loop and what is shown', () => {
    expect(ask('from=1000&to=9000&at=5000&speed=300&loop=2000-3000&incident=i1&charts=a.pm25,b.LAeq')).toEqual({
      span: { from: 1000, to: 9000 },
      at: 5000,
      speed: 300,
      loop: { from: 2000, to: 3000 },
      incident: 'i1',
      show: 'incident',
      charts: ['a.pm25', 'b.LAeq'],
    })
  })

  it('has a meaning whatever stands in it', () => {
    expect(ask('')).toMatchObject({ span: null, speed: 60, loop: null, show: 'city', charts: null })
    expect(ask('from=9&to=1').span).toBeNull()
    expect(ask('from=x&to=1').span).toBeNull()
    expect(ask(`from=0&to=${LONGEST_MS + 1}`).span).toBeNull()
    expect(ask('from=1000&to=9000&at=99999')).toMatchObject({ at: 9000 })
    expect(ask('from=1000&to=9000&at=-5&speed=7&loop=8000-2000')).toMatchObject({ at: 1000, speed: 60, loop: null })
  })

  it('knows nothing of the future', () => {
    expect(ask(`from=${NOW - 10}&to=${NOW + 99}`).span?.to).toBe(NOW)
    expect(spanAround(NOW - 1000, null, NOW).to).toBe(NOW)
    expect(spanAround(0, 1, NOW)).toEqual({ from: -600_000, to: 600_001 })
  })
})

describe('the clock of a playback', () => {
  const span = { from: 0, to: 100_000 }
  const clock = { at: 0, speed: 10, isPlaying: true }

  it('runs as many times as fast as it is told, and stops at the end', () => {
    expect(advance(clock, 200, { span, loop: null }).at).toBe(2000)
    expect(advance({ ...clock, at: 99_000 }, 200, { span, loop: null })).toMatchObject({
      at: 100_000,
      isPlaying: false,
    })
    expect(advance({ ...clock, isPlaying: false }, 200, { span, loop: null }).at).toBe(0)
  })

  it('goes round between the marks, and on where it stands behind them', () => {
    const loop = { from: 2000, to: 4000 }
    expect(advance({ ...clock, at: 3900 }, 100, { span, loop }).at).toBe(2900)
    expect(advance({ ...clock, at: 5000 }, 100, { span, loop }).at).toBe(6000)
  })

  it('does not leap where nobody looked for a while', () => {
    expect(advance(clock, 60_000, { span, loop: null }).at).toBe(10_000)
  })

  it('begins anew when it is started at the end', () => {
    expect(toggled({ ...clock, at: 100_000, isPlaying: false }, { span, loop: null })).toMatchObject({
      at: 0,
      isPlaying: true,
    })
    expect(toggled(clock, { span, loop: null }).isPlaying).toBe(false)
  })

  it('has a next and a last speed', () => {
    expect([speedBeside(60, 1), speedBeside(60, -1), speedBeside(600, 1), speedBeside(1, -1)]).toEqual([
      120, 30, 600, 1,
    ])
  })
})

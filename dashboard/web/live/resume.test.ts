import { array, assert, boolean, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterEvent, afterHead, NOTHING_SEEN, type Standing } from './resume.ts'

describe('standing in the numbered events', () => {
  it('begins at the first number that it hears of, without asking for the past', () => {
    expect(afterHead(NOTHING_SEEN, 812)).toEqual({ seen: 812, askAfter: null })
    expect(afterEvent(NOTHING_SEEN, 812)).toEqual({ seen: 812, askAfter: null })
  })

  it('asks again after the last number seen when one is missing, and does not step over the gap', () => {
    expect(afterEvent({ seen: 5, askAfter: null }, 8)).toEqual({ seen: 5, askAfter: 5 })
  })

  it('asks when the head is ahead of what was seen', () => {
    expect(afterHead({ seen: 5, askAfter: null }, 9)).toEqual({ seen: 5, askAfter: 5 })
  })

  it('ignores what it has seen already', () => {
    expect(afterEvent({ seen: 5, askAfter: null }, 3)).toEqual({ seen: 5, askAfter: null })
  })

  it('takes the count of a city that was restored from a backup', () => {
    expect(afterHead({ seen: 500, askAfter: null }, 20)).toEqual({ seen: 20, askAfter: null })
  })

  it('has seen every event once a server that loses any of them has answered every request', () => {
    assert(
      property(array(boolean(), { minLength: 1, maxLength: 60 }), (lost) => {
        let standing: Standing = { seen: 0, askAfter: null }
        lost.forEach((isLost, i) => {
          if (!isLost) standing = afterEvent(standing, i + 1)
          if (standing.askAfter === null) return
          for (let seq = standing.askAfter + 1; seq <= i + 1; seq++) standing = afterEvent(standing, seq)
        })
        const head = afterHead(standing, lost.length)
        for (let seq = (head.askAfter ?? lost.length) + 1; seq <= lost.length; seq++)
          standing = afterEvent(standing, seq)
        expect(standing).toEqual({ seen: lost.length, askAfter: null })
      }),
    )
  })
})

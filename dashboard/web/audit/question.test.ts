import { expect, it } from 'vitest'
import { queryOf, questionOf } from './question.ts'

const of = (address: string) => {
  const search = new URLSearchParams(address)
  return questionOf((name) => search.get(name))
}

it('the address says all of the question, and what it does not know is left out', () => {
  expect(of('window=7d&actor=+ann+&action=alarm-*&result=&nonsense=1')).toEqual({
    window: '7d',
    words: { actor: 'ann', action: 'alarm-*' },
  })
  expect(of('result=ok').words).toEqual({ result: 'done,ok' })
  expect(of('window=constructor')).toEqual({ window: '24h', words: {} })
})

it('asks the server from so long ago, or for all there is', () => {
  expect(queryOf(of('window=1h&text=x'), 10_000_000)).toEqual({ text: 'x', from: '6400000' })
  expect(queryOf(of('window=all'), 10_000_000)).toEqual({})
})

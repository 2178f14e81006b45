import { expect, it } from 'vitest'
import { createTopics } from '../topics.ts'
import { createSelection } from './selection.ts'

const SHOWN = ['a', 'b', 'c', 'd', 'e']

it('a range goes from the mark set last to the one that is named, up or down', () => {
  const selection = createSelection(createTopics())
  selection.toggle('d')
  selection.extend(['b'], SHOWN)
  expect([...selection.ids].toSorted()).toEqual(['b', 'c', 'd'])
  selection.extend(['e'], SHOWN)
  expect([...selection.ids].toSorted()).toEqual(['b', 'c', 'd', 'e'])
})

it('a range to something that stands for several takes all of them, up or down, and may begin at such', () => {
  const selection = createSelection(createTopics())
  selection.toggle('a')
  selection.extend(['c', 'd'], SHOWN)
  expect([...selection.ids].toSorted()).toEqual(['a', 'b', 'c', 'd'])
  selection.clear()
  selection.toggleAll(['d', 'e'])
  selection.extend(['b', 'c'], SHOWN)
  expect([...selection.ids].toSorted()).toEqual(['b', 'c', 'd', 'e'])
})

it('a range without a beginning that is still shown marks only the one', () => {
  const selection = createSelection(createTopics())
  selection.toggle('gone')
  selection.extend(['c'], SHOWN)
  expect([...selection.ids]).toEqual(['gone', 'c'])
})

it('all are marked, or none when all were, and what is no longer there loses its mark', () => {
  const selection = createSelection(createTopics())
  selection.toggleAll(['a', 'b'])
  selection.toggleAll(['a', 'b', 'c'])
  expect(selection.ids.size).toBe(3)
  selection.keep(new Set(['c', 'x']))
  expect([...selection.ids]).toEqual(['c'])
  selection.toggleAll(['c'])
  expect(selection.ids.size).toBe(0)
})

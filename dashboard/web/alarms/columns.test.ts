import { expect, it } from 'vitest'
import { BY_NEED, COLUMNS, columnsIn, tracksOf } from './columns.ts'

it('a list shows as many columns as there is room for, the needed ones first and in their order', () => {
  const ids = (rem: number) => columnsIn(null, rem).map(({ id }) => id)
  expect(ids(20)).toEqual(['level', 'what'])
  expect(ids(55)).toEqual(['level', 'what', 'place', 'value', 'state', 'raised'])
  expect(ids(1000)).toEqual(COLUMNS.map(({ id }) => id).filter((id) => BY_NEED.includes(id)))
})

it('of what is over, the end stands where it began', () => {
  expect(columnsIn(null, 63, true).map(({ id }) => id)).toEqual([
    'level',
    'what',
    'place',
    'value',
    'state',
    'raised',
    'ended',
  ])
  expect(columnsIn(null, 1000).map(({ id }) => id)).not.toContain('ended')
})

it('what is chosen is shown whatever the room, with level and name in any case', () => {
  expect(columnsIn('comment,rule,nonsense', 10).map(({ id }) => id)).toEqual(['level', 'what', 'rule', 'comment'])
})

it('every column that is shown by need is one that there is', () => {
  expect(BY_NEED.filter((id) => !COLUMNS.some((column) => column.id === id))).toEqual([])
  expect(tracksOf(columnsIn('value', 0))).toBe('6rem minmax(10rem, 2.2fr) minmax(9rem, 1.6fr)')
})

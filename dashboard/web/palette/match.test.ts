import { expect, it } from 'vitest'
import { best, rank } from './match.ts'

it('finds every word that was written, in any order, and nothing when one is missing', () => {
  expect(rank('East harbour pier noise-harbour', 'noise east')).not.toBeNull()
  expect(rank('East harbour pier', 'east west')).toBeNull()
  expect(rank('中心广场 noise-square', '广场')).not.toBeNull()
  expect(rank('anything', '  ')).toBe(0)
})

it('puts the beginning of a word before its middle, and letters in order last', () => {
  const items = [{ words: 'xalarm' }, { words: 'a l a r m' }, { words: 'my alarm' }]
  expect(best(items, 'alarm', 5).map(({ words }) => words)).toEqual(['my alarm', 'xalarm', 'a l a r m'])
  expect(best(items, 'alarm', 1)).toHaveLength(1)
})

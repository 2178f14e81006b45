import { expect, it } from 'vitest'
import { logBytesOn, shareOf } from './log-room.ts'

const MB = 1024 * 1024

it('a log may have what was asked for on a large disk, a sixteenth of a small one, and never less than it can work with', () => {
  expect(shareOf(500_000 * MB, 16 * MB)).toBe(16 * MB)
  expect(shareOf(6 * MB, 16 * MB)).toBe((6 / 16) * MB)
  expect(shareOf(MB, 16 * MB)).toBe(MB / 4)
  expect(logBytesOn('/no/such/folder', 7 * MB)).toBe(7 * MB)
})

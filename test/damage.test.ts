import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import { makeFolders } from './damage/folder.ts'
import { runRounds } from './damage/rounds.ts'

const ROUNDS = 10

const rooms = new DisposableStack()
const config = rooms.use(copyOfShipped()).folder
const folder = rooms.adopt(mkdtempSync(join(tmpdir(), 'citypulse-damage-')), (made) =>
  rmSync(made, { recursive: true, force: true }),
)
beforeAll(() => makeFolders(folder, config))
afterAll(() => rooms.dispose())

describe.each(['closed', 'killed'])(
  'random flips, overwritten sectors and cuts in the files of a city that was %s',
  (which) => {
    it('cost only what they hit: it starts, keeps the rest, puts aside what was harmed, and tells what is missing', async () => {
      const first = Math.floor(Math.random() * 1_000_000)
      const { outcomes, crashes } = await runRounds(join(folder, which), config, { first, last: first + ROUNDS - 1 })
      expect(crashes).toEqual([])
      expect(outcomes.filter(({ broken }) => broken.length > 0)).toEqual([])
      expect(outcomes.filter(({ became }) => became === 'refused')).toEqual([])
      expect(outcomes.filter(({ ms }) => ms > 30_000)).toEqual([])
      expect(outcomes).toHaveLength(ROUNDS)
    })
  },
)

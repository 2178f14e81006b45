import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { seriesContract } from './contract.ts'
import { openDuckSeries } from './duck.ts'

const folder = mkdtempSync(join(tmpdir(), 'series-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

seriesContract('DuckDB', ({ place, kinds, stationOf }) =>
  openDuckSeries({ folder: join(folder, place), kinds, stationOf, sealEveryMs: 0 }),
)

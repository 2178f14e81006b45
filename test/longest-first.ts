import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { ROOT } from './support/sources.ts'

/** Those that take longest, longest first: begun last, one of them would run on alone when all else has ended. */
const LONG = [
  'test/disk-faults.test.ts',
  'test/full-disk.test.ts',
  'test/pages.test.ts',
  'test/playback-page.test.ts',
  'test/browser.test.ts',
  'test/journey.test.ts',
  'test/map-page.test.ts',
  'test/soak/soak.test.ts',
  'test/wall.test.ts',
  'test/crash.test.ts',
  'test/plume.test.ts',
  'test/load.test.ts',
  'test/stations-page.test.ts',
  'test/backup.test.ts',
  'test/scenarios/whole-city.test.ts',
  'test/hostile-pages.test.ts',
  'test/duty.test.ts',
  'test/damage.test.ts',
  'test/missing-page.test.ts',
  'test/start.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONG.indexOf(relative(ROOT, moduleId).replaceAll('\\', '/'))
      return place < 0 ? LONG.length : place
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pageOf } from './page.ts'
import { reportOf } from './report.ts'
import type { LoadStory } from './story.ts'

/** Throws, before anything is sent, where a report could not be written. */
export async function expectWritable(folder: string): Promise<void> {
  const probe = join(folder, `.writable-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    throw new Error(`--report ${folder} cannot be written: ${(error as Error).message}`, { cause: error })
  }
}

/** Writes `report.json` and `report.html` into a folder, which it makes. Resolves to the page's file. */
export async function writeReport(folder: string, story: LoadStory): Promise<string> {
  const report = reportOf(story)
  const page = join(folder, 'report.html')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 1)}\n`)
  await writeFile(page, pageOf(report, await echarts()))
  return page
}

/** The charts' library as one script, to be put into the page. */
async function echarts(): Promise<string> {
  const dist = new URL('dist/echarts.common.min.js', import.meta.resolve('echarts/package.json'))
  return readFile(fileURLToPath(dist), 'utf8')
}

import { join } from 'node:path'
import { setFigure } from '../support/report.ts'
import { disk } from './disk.ts'
import { pace } from './pace.ts'
import { poison } from './poison.ts'

const MEASURES = { pace, disk, poison }
type Name = keyof typeof MEASURES

const wanted = process.argv.slice(2).filter((name) => name !== '--')
const unknown = wanted.filter((name) => !(name in MEASURES))
if (unknown.length > 0) {
  console.error(`not known: ${unknown.join(', ')}; known are ${Object.keys(MEASURES).join(', ')}`)
  process.exit(64)
}
for (const name of wanted.length > 0 ? (wanted as Name[]) : (Object.keys(MEASURES) as Name[])) {
  const { id, measured, wrong } = await MEASURES[name]()
  console.log(`${wrong.length === 0 ? 'PASS' : 'FAIL'} ${id} ${name}: ${measured}`)
  for (const line of wrong) console.log(`  ${line}`)
  if (wrong.length > 0) process.exitCode = 1
  setFigure(join(import.meta.dirname, '..', '..', 'docs', 'reliability.md'), {
    id,
    measured,
    isMet: wrong.length === 0,
    command: `npm run figures -- ${name}`,
  })
}

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { copyOfShipped } from '../../config/testing/folder.ts'
import { startCity } from '../support/city.ts'
import { setFigure } from '../support/report.ts'
import { besiege, SIEGES } from './siege.ts'

const { values: args, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    frames: { type: 'string', default: '1000000' },
    sockets: { type: 'string', default: '1000' },
    devices: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
})
const wanted = positionals.length > 0 ? positionals : SIEGES
const unknown = wanted.filter((name) => !(SIEGES as readonly string[]).includes(name))
if (unknown.length > 0) {
  console.error(`not known: ${unknown.join(', ')}; known are ${SIEGES.join(', ')}`)
  process.exit(64)
}

using config = copyOfShipped()
config.replace(
  'city.yaml',
  'map: map',
  'map: map\nlimits: { connections: 100000, connectionsPerSecond: 2000, sessionsPerIdentity: 100000, messagesPerSecond: 100000, bytesPerSecond: 100000000 }',
)
await using city = await startCity({ config: config.folder, env: { LOG_LEVEL: 'error' } })
const of = {
  frames: Number(args.frames),
  sockets: Number(args.sockets),
  devices: Number(args.devices),
  seed: Number(args.seed),
}
for (const name of SIEGES.filter((one) => wanted.includes(one))) {
  const { id, figures, wrong } = await besiege(name, city, of).catch((error: unknown) => {
    console.error(city.log())
    throw error
  })
  console.log(`${wrong.length === 0 ? 'PASS' : 'FAIL'} ${name}: ${figures}`)
  for (const line of wrong) console.log(`  ${line}`)
  if (wrong.length > 0) process.exitCode = 1
  setFigure(join(import.meta.dirname, '..', '..', 'docs', 'reliability.md'), {
    id,
    measured: figures,
    isMet: wrong.length === 0,
    command: `npm run siege -- ${name}`,
  })
}

// npm run damage -- --rounds 1000 --audit 10000: harms a closed and a killed data folder at random, and says what became of it;
// then publishes so many messages under strace and says whether each was synced before it was acknowledged.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { copyOfShipped } from '../config/testing/folder.ts'
import { makeFolders } from './damage/folder.ts'
import { runRounds } from './damage/rounds.ts'
import { auditOrder } from './support/order-audit.ts'
import { setFigure } from './support/report.ts'
import type { Outcome } from './damage/round.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    first: { type: 'string', default: '1' },
    audit: { type: 'string', default: '0' },
    /** `closed` or `killed`; both when not given. */
    only: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const first = Number(values.first)

using config = copyOfShipped()
const folder = mkdtempSync(join(tmpdir(), 'citypulse-damage-'))
const page = join(import.meta.dirname, '..', 'docs', 'reliability.md')
const all: Outcome[] = []
let isWhole = true
try {
  await makeFolders(folder, config.folder)
  const half = Math.ceil(rounds / 2)
  for (const which of half > 0 ? (values.only === undefined ? ['closed', 'killed'] : [values.only]) : []) {
    let count = 0
    const { outcomes, crashes } = await runRounds(join(folder, which), config.folder, {
      first,
      last: first + half - 1,
      onRound: () => {
        if (++count % 100 === 0) console.error(`${which}: ${count} of ${half}`)
      },
    })
    console.log(
      `\n${which}: ${half} rounds, ${crashes.length} crashes, slowest start ${Math.round(Math.max(...outcomes.map(({ ms }) => ms)))} ms`,
    )
    table(outcomes)
    all.push(...outcomes)
    for (const { seed, detail } of crashes) console.log(`round ${seed} crashed: ${detail}`)
    for (const { seed, harm, broken } of outcomes) {
      if (broken.length > 0) console.log(`round ${seed} ${JSON.stringify(harm)}: ${broken.slice(0, 3).join('; ')}`)
    }
    isWhole &&=
      crashes.length === 0 && outcomes.every(({ broken, became }) => broken.length === 0 && became !== 'refused')
  }
  if (all.length > 0) {
    const of = (became: Outcome['became']) => all.filter((outcome) => outcome.became === became).length
    setFigure(page, {
      id: 'R6',
      measured:
        `${all.length.toLocaleString('en')} rounds: ${of('unnoticed')} with nothing missing, ${of('reported')} told, ${of('refused')} refused to start; ` +
        `slowest start ${Math.round(Math.max(...all.map(({ ms }) => ms)))} ms`,
      isMet: isWhole,
      command: `npm run damage -- --rounds ${rounds}`,
    })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (values.audit !== '0') {
  const { publishes, early } = await auditOrder(Number(values.audit))
  console.log(`\n${publishes} acknowledgements under strace, ${early.length} before their sync`)
  const isInOrder = publishes === Number(values.audit) && early.length === 0
  setFigure(page, {
    id: 'R2',
    measured: `${publishes.toLocaleString('en')} acknowledgements under strace, ${early.length} before their sync`,
    isMet: isInOrder,
    command: `npm run damage -- --rounds 0 --audit ${values.audit}`,
  })
  isWhole &&= isInOrder
}
console.log(isWhole ? '\nEvery promise held.' : '\nA promise was broken: see above.')
process.exitCode = isWhole ? 0 : 1

function table(outcomes: readonly Outcome[]): void {
  const of = Object.groupBy(outcomes, ({ harm }) => harm.file.replace(/sealed\/.*/, 'sealed/…'))
  console.log('| file | rounds | nothing missing, nothing to tell | told | refused to start | broken promises |')
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |')
  for (const [file, some = []] of Object.entries(of).toSorted(([a], [b]) => a.localeCompare(b))) {
    const count = (became: Outcome['became']) => some.filter((outcome) => outcome.became === became).length
    const broken = some.filter((outcome) => outcome.broken.length > 0).length
    console.log(
      `| \`${file}\` | ${some.length} | ${count('unnoticed')} | ${count('reported')} | ${count('refused')} | ${broken} |`,
    )
  }
}

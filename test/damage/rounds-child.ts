// Runs rounds and prints each outcome as a line of JSON. DuckDB is native code: a crash of it ends this process, and is counted.
import { loadConfig } from '../../config/load.ts'
import { runRound } from './round.ts'

const [folder, config, first, last] = process.argv.slice(2) as [string, string, string, string]
const { kinds } = loadConfig(config)
for (let seed = Number(first); seed <= Number(last); seed++) {
  const outcome = await runRound(folder, kinds, seed).catch((error: unknown) => ({
    seed,
    thrown: String((error as Error).stack),
  }))
  process.stdout.write(`${JSON.stringify(outcome)}\n`)
}
process.exit(0)

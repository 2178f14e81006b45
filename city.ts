import { runCity } from './commands/program.ts'

process.exitCode = await runCity(process.argv.slice(2))

import { Command, InvalidArgumentError } from 'commander'
import { loadConfig } from '../../config/load.ts'
import { span, whole } from '../arguments.ts'
import { localTime } from '../calendar.ts'
import { expectTargets, type FaultWishes, NO_FAULTS } from '../disorder/parse-faults.ts'
import { wishes } from '../disorder/wishes.ts'
import { loadScenarios, scenarioOf } from '../scenarios/load-scenarios.ts'
import { writeCity } from './write.ts'

const MINUTE = 60_000

interface Given {
  readonly out: string
  readonly config: string
  readonly scenario?: string
  readonly from?: number
  readonly span?: number
  readonly faults?: FaultWishes
  readonly seed: number
}

/** `simulate write`: what the simulated stations send, as a recording; the same bytes for the same options. */
export function writeCommand(config: string, output: NodeJS.WritableStream): Command {
  return new Command('write')
    .description('write what the simulated stations send to a file for `replay`: the same options, the same bytes')
    .requiredOption('--out <file>', 'recording to write, .jsonl.gz; it must not be there yet')
    .option('--scenario <id>', 'play this scenario, from its quiet time to its end')
    .option('--from <time>', 'when it begins, local, for example 2026-06-10T14:00', moment)
    .option('--span <span>', 'how long, for example 1h', span)
    .option('--faults <list>', 'faults of readings, for example late:5%,duplicate:1%@air', wishes)
    .option('--seed <n>', 'seed of the simulated city', whole, 1)
    .option('--config <folder>', 'configuration of the city', config)
    .action(async (given: Given) => {
      const city = loadConfig(given.config)
      const scenario = given.scenario === undefined ? null : scenarioOf(loadScenarios(city), given.scenario)
      const from = given.from ?? (scenario && localTime(scenario.begins))
      const lasts = given.span ?? (scenario && scenario.minutes * MINUTE)
      if (from === null || lasts === null)
        throw new Error('when? Say --from and --span, or name a --scenario, which has its own')
      const { out, faults = NO_FAULTS } = given
      expectTargets(faults, city.stations)
      if (faults.links.length > 0)
        throw new Error(
          `${faults.links[0]!.type} is a fault of connections, and a file has none: give faults of readings`,
        )
      const messages = await writeCity({ city, seed: scenario?.seed ?? given.seed, scenario, from, lasts, faults, out })
      output.write(`${messages} messages are in ${out}; to play them: npm run city -- replay ${out} --shift-ts\n`)
    })
}

function moment(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? localTime(text) : Number.NaN
  if (Number.isNaN(at)) throw new InvalidArgumentError('expected a local time like 2026-06-10T14:00')
  return at
}

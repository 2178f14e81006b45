import { Command, CommanderError } from 'commander'
import { readSettings } from '../config/settings.ts'
import { CityError } from '../domain/errors.ts'
import { readSecrets } from '../store/records/secrets.ts'
import { simulateCommand } from '../simulators/command.ts'
import { alarmsCommand } from './alarms.ts'
import { incidentsCommand } from './incidents.ts'
import { backupCommand } from './backup.ts'
import { secretsCommand } from './secrets.ts'
import { auditCommand } from './audit.ts'
import { restoreCommand } from './restore.ts'
import { wallsCommand } from './walls.ts'
import { versionCommand } from './version.ts'
import type { Terminal } from './ask.ts'
import { capCommand } from './cap.ts'
import { certificatesCommand } from './certificates.ts'
import { channelsCommand } from './channels.ts'
import { configCommand } from './config.ts'
import { deadLettersCommand } from './dead-letters.ts'
import { dutyCommand } from './duty.ts'
import { EXIT, exitCodeOf } from './exit.ts'
import { fieldMapsCommand } from './field-maps.ts'
import { ledgerCommand } from './ledger.ts'
import { recordCommand } from './record.ts'
import { replayCommand } from './replay.ts'
import { peopleCommand } from './people.ts'
import { rulesCommand } from './rules.ts'
import { stationsCommand } from './stations.ts'
import { statusCommand } from './status.ts'

export interface Streams {
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
}

/** Runs one command line of `npm run city --`; resolves to its exit code. */
export async function runCity(
  args: readonly string[],
  { print, complain }: Streams,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  try {
    const { dataFolder, configFolder, keyFile, host } = readSettings(env)
    const language = Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en'
    const program = buildProgram({
      dataFolder,
      configFolder,
      ...(keyFile === undefined ? {} : { keyFile }),
      host,
      language,
      now: Date.now,
      print,
    })
    route(program, { print, complain })
    await program.parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? EXIT.done)
  } catch (error) {
    // Help and usage have been written by then.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    complain((error as Error).message)
    const code = exitCodeOf(error)
    if (code !== undefined) return code
    return error instanceof CityError && error.code.startsWith('config-') ? EXIT.config : EXIT.failed
  }
}

function buildProgram(terminal: Terminal): Command {
  return (
    new Command('city')
      .description('CityPulse at the terminal: asks the running city, or checks its configuration')
      .usage('<command> …   (npm run city -- <command> …)')
      // What stands behind a command is that command's, word by word.
      .enablePositionalOptions()
      .addCommand(statusCommand(terminal))
      .addCommand(stationsCommand(terminal))
      .addCommand(alarmsCommand(terminal))
      .addCommand(incidentsCommand(terminal))
      .addCommand(rulesCommand(terminal))
      .addCommand(dutyCommand(terminal))
      .addCommand(capCommand(terminal))
      .addCommand(channelsCommand(terminal))
      .addCommand(ledgerCommand(terminal))
      .addCommand(deadLettersCommand(terminal))
      .addCommand(fieldMapsCommand(terminal))
      .addCommand(peopleCommand(terminal))
      .addCommand(backupCommand(terminal))
      .addCommand(restoreCommand(terminal))
      .addCommand(certificatesCommand(terminal))
      .addCommand(secretsCommand(terminal))
      .addCommand(auditCommand(terminal))
      .addCommand(configCommand(terminal))
      .addCommand(recordCommand(terminal))
      .addCommand(replayCommand(terminal))
      .addCommand(wallsCommand(terminal))
      .addCommand(versionCommand(terminal))
      .addCommand(
        simulateCommand(
          {
            config: terminal.configFolder,
            data: terminal.dataFolder,
            simulationKey: async (folder) => (await readSecrets(folder, terminal.keyFile)).simulationKey,
          },
          process.stdout,
          terminal.language,
        ),
      )
      .addHelpText(
        'after',
        '\nExit codes: 0 done, 1 refused or not as it should be, 64 not understood, 69 no city answers, 78 faults in the configuration.',
      )
  )
}

/** Commands throw instead of ending the process, and write where they are told, however deep they are. */
function route(command: Command, streams: Streams): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => streams.print(text.trimEnd()),
    writeErr: (text) => streams.complain(text.trimEnd()),
  })
  for (const inner of command.commands) route(inner, streams)
}

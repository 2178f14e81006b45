import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { rotateSecrets } from '../store/records/rotate-secrets.ts'
import { printJson, type Terminal } from './ask.ts'
import { counted } from './table.ts'

/** `secrets`: the keys of a closed city. */
export function secretsCommand(terminal: Terminal): Command {
  return new Command('secrets')
    .description('keys that the city seals and signs with')
    .addCommand(rotateCommand(terminal))
}

function rotateCommand(terminal: Terminal): Command {
  return new Command('rotate')
    .description('make the keys anew and seal everything with them; no city may run on the folder')
    .option('--data <folder>', 'data folder', terminal.dataFolder)
    .option('--json', 'print JSON, for programs')
    .addHelpText(
      'after',
      "\nNew are the key file, the keys of sessions, of sealed secrets, of the audit and of the command line. Everybody signs in again.\nPasswords of devices stay: each is changed by itself, with `stations rotate` or on the city's page.",
    )
    .action(async (given: { data: string; json?: boolean }) => {
      const folder = resolve(given.data)
      const { keyFile, now } = terminal
      const { sealed } = await rotateSecrets({ folder, keyFile, by: userInfo().username, now })
      if (given.json) return printJson(terminal, { folder, sealed })
      terminal.print(`${folder} has new keys; ${counted(sealed, 'entry').replace('entrys', 'entries')} sealed anew`)
      terminal.print('Backups made before open with the key file of before: keep it with them')
    })
}

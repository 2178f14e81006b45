import { resolve } from 'node:path'
import { Command } from 'commander'
import { restoreBackup } from '../backup/restore.ts'
import { printJson, type Terminal } from './ask.ts'

interface Given {
  readonly data?: string
  readonly force?: boolean
  readonly key?: string
  readonly json?: boolean
}

/** `restore`: makes a data folder of a backup, while no city runs on it. */
export function restoreCommand(terminal: Terminal): Command {
  return new Command('restore')
    .description('make a data folder of a backup; no city may run on it')
    .argument('<backup>', 'folder of the backup')
    .option('--data <folder>', 'data folder', terminal.dataFolder)
    .option('--force', 'move aside what is in the data folder')
    .option('--key <file>', 'key file of the city that made the backup (secrets.key)')
    .option('--json', 'print JSON, for programs')
    .action(async (backup: string, given: Given) => {
      const dataFolder = resolve(given.data ?? terminal.dataFolder)
      let percent = -10
      const onProgress = (done: number, all: number) => {
        const now = Math.floor((done / all) * 100)
        if (given.json || now < percent + 10) return
        percent = now
        terminal.print(`compared ${now} %`)
      }
      const { force = false } = given
      const restored = await restoreBackup({
        backup: resolve(backup),
        dataFolder,
        force,
        ...(given.key === undefined ? {} : { keyFile: resolve(given.key) }),
        now: terminal.now(),
        onProgress,
      })
      const { manifest, config, before, isKeyThere } = restored
      if (given.json)
        return printJson(terminal, {
          dataFolder,
          config,
          before,
          isKeyThere,
          positions: manifest.positions,
          version: manifest.version,
        })
      terminal.print(`${dataFolder} is as the city was at ${new Date(manifest.beganAt).toISOString()}`)
      terminal.print(`Its configuration is in ${config}: compare it with yours, or start with CITY_CONFIG=${config}`)
      if (!isKeyThere)
        terminal.print(
          `The backup carries no key: put the city's secrets.key into ${dataFolder}, or set CITY_KEY_FILE; without it the city does not start`,
        )
      if (before) terminal.print(`What was there before is in ${before}`)
      if (manifest.store === 'influxdb')
        terminal.print('Readings are in InfluxDB: give the same INFLUX_* variables as before')
    })
}

import type { Logger } from 'pino'
import type { Door } from './broker/door.ts'
import type { Settings } from './config/settings.ts'
import { startSimulatorChild } from './simulators/child.ts'
import type { Records } from './store/records/records.ts'
import { buildSettingRecords } from './store/records/settings.ts'

/** What a new city's charts begin with. */
const HISTORY_HOURS = 24
const SIMULATOR_SEED = 1

/** The simulated city; its first start brings a day of history along, so that charts are not empty. */
export async function simulate(
  settings: Settings,
  door: Door,
  of: {
    readonly records: Records
    readonly simulationKey: Uint8Array
    readonly plainHost: string
    readonly log: Logger
  },
): Promise<AsyncDisposable> {
  const told = buildSettingRecords(of.records)
  const hadHistory = (await told.get('history')) !== undefined
  return startSimulatorChild({
    order: {
      mqtt: { host: of.plainHost, port: door.ports.mqtt },
      seed: SIMULATOR_SEED,
      config: settings.configFolder,
      passwordKey: Buffer.from(of.simulationKey).toString('base64url'),
      backfillHours: hadHistory ? 0 : HISTORY_HOURS,
      logLevel: 'warn',
    },
    onHistory: () => void told.set('history', new Date().toISOString()),
    log: of.log,
  })
}

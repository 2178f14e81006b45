import { pino } from 'pino'
import { loadConfig } from '../config/load.ts'
import { startSimulator, type SimulatorHandle } from './city.ts'
import { passwordsOf } from './password.ts'

/** What the parent sends as the first and only message. */
export interface SimulatorOrder {
  readonly mqtt: { readonly host: string; readonly port: number }
  readonly seed: number
  /** Folder of the configuration. */
  readonly config: string
  /** Key of the simulated devices' passwords. */
  readonly passwordKey: string
  /** 0 sends no history. */
  readonly backfillHours: number
  readonly logLevel?: string
}

/** What the parent hears. */
export type SimulatorNews = { readonly type: 'started' } | { readonly type: 'history'; readonly readings: number }

let handle: SimulatorHandle | undefined

process.once('message', (order: SimulatorOrder) => {
  void run(order)
})
// Without its parent the simulated city has no broker either.
process.once('disconnect', () => void leave())
process.once('SIGTERM', () => void leave())
// A Ctrl-C in the terminal reaches the whole group; the parent decides when this process goes.
process.on('SIGINT', () => {})

async function run(order: SimulatorOrder): Promise<void> {
  const log = pino({ level: order.logLevel ?? 'info', name: 'simulator' })
  const config = loadConfig(order.config)
  handle = await startSimulator({
    config,
    mqtt: order.mqtt,
    passwordOf: passwordsOf(order.passwordKey, config.city.devices?.signIn),
    seed: order.seed,
    log,
    historyHours: order.backfillHours,
    isSilentAtEnd: true,
  })
  tell({ type: 'started' })
  tell({ type: 'history', readings: await handle.historySent })
}

function tell(news: SimulatorNews): void {
  // A parent that has just gone is no error of this process.
  if (process.connected) process.send?.(news, () => {})
}

async function leave(): Promise<void> {
  setTimeout(() => process.exit(0), 3000)
  await handle?.[Symbol.asyncDispose]()
  process.exit(0)
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { SimulatorNews, SimulatorOrder } from './process.ts'

export interface SimulatorChildOptions {
  readonly order: SimulatorOrder
  /** Its history was sent and acknowledged. */
  readonly onHistory: (readings: number) => void
  readonly log: { info(detail: object, text: string): void; warn(detail: object, text: string): void }
}

const PATIENCE_MS = 5_000

/** Runs the simulated city in a process of its own, so that it takes nothing from the city's thread. */
export function startSimulatorChild({ order, onHistory, log }: SimulatorChildOptions): AsyncDisposable {
  const child = fork(new URL('./process.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let isClosing = false
  child.on('message', (news: SimulatorNews) => {
    if (news.type === 'history') onHistory(news.readings)
  })
  child.on('error', (error) => log.warn({ error: error.message }, 'the simulated city could not be started'))
  child.on('exit', (code, signal) => {
    if (!isClosing) log.warn({ code, signal }, 'the simulated city ended by itself; the city goes on without it')
  })
  child.send(order)
  return {
    async [Symbol.asyncDispose]() {
      isClosing = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

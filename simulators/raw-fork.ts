import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A raw load as data, so that it can go to a process of its own. */
export interface RawOrder {
  readonly port: number
  readonly host?: string
  readonly qos: 0 | 1
  readonly seconds: number
  readonly window: number
  /** One connection each. */
  readonly stations: readonly { readonly topic: string; readonly username: string; readonly password: string }[]
  /** By turns; see `rawPayload`. */
  readonly payloads: readonly string[]
}

/** Latencies in ms from write to PUBACK, 0 at QoS 0. */
export interface RawFigures {
  readonly sent: number
  readonly acknowledged: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly cpuSeconds: number
}

export type RawReport = RawFigures | { readonly failure: string }

/** Runs a raw load in its own process. Rejects when it fails or goes without a report. */
export async function forkRawLoad(order: RawOrder): Promise<RawFigures> {
  const child = fork(fileURLToPath(new URL('raw-process.ts', import.meta.url)), { execArgv: [] })
  const gone = once(child, 'exit')
  child.send(order)
  const report = await new Promise<RawReport>((resolve) => {
    child.once('message', (message) => resolve(message as RawReport))
    child.once('exit', () => resolve({ failure: 'the load process went without a report' }))
  })
  await gone
  if ('failure' in report) throw new Error(report.failure)
  return report
}

// Started by `run.ts` through `doors.ts`: opens one door as ordered, says its port, answers questions, goes when told.
import { createServer } from 'node:net'
import type { Line } from '../ingest/line.ts'

export interface DoorOrder {
  readonly what: 'aedes' | 'line' | 'line without store'
  readonly folder: string
  readonly config: string
  readonly stations: readonly string[]
  /** Key that the stations' passwords are derived from, base64url. */
  readonly key: string
}

export type DoorNews = { readonly port: number } | DoorFigures

export interface DoorFigures {
  readonly cpuSeconds: number
  /** Of the thread that all messages pass; what it needs a message bounds what the door can take. */
  readonly mainCpuSeconds: number
  readonly rssBytes: number
  /** Readings stored, or only judged where there is no store. */
  readonly stored: number
}

process.once('message', (order: DoorOrder) => {
  void open(order)
})
process.once('disconnect', () => process.exit(0))

async function open(order: DoorOrder): Promise<void> {
  if (order.what === 'aedes') {
    // Loaded only here: the city loads it in its own way.
    const { Aedes } = await import('aedes')
    const broker = await Aedes.createBroker({ concurrency: 0, maximumPacketSize: 65_536 })
    const server = createServer(broker.handle)
    server.listen(0, '127.0.0.1', () => answer((server.address() as { port: number }).port, null))
    return
  }
  const { openLine } = await import('./line-door.ts')
  const { line, port } = await openLine(order)
  answer(port, line)
}

function answer(port: number, line: Line | null): void {
  process.send!({ port })
  const before = process.cpuUsage()
  const mainBefore = process.threadCpuUsage()
  process.on('message', () => {
    void (async () => {
      await line?.settled()
      const { user, system } = process.cpuUsage(before)
      const main = process.threadCpuUsage(mainBefore)
      const figures: DoorFigures = {
        cpuSeconds: (user + system) / 1e6,
        mainCpuSeconds: (main.user + main.system) / 1e6,
        rssBytes: process.memoryUsage.rss(),
        stored: line?.state.readings ?? 0,
      }
      process.send!(figures)
    })()
  })
}

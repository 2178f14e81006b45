// Started by `run.ts` and `stages.ts` through `doors.ts`: opens one door as ordered, says its port, answers questions, goes when told.
import { readdirSync, readFileSync } from 'node:fs'
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

/** What a door has cost since it opened. */
export interface DoorCost {
  readonly cpuSeconds: number
  /** Of the thread that all messages pass; what it needs a message bounds what the door can take. */
  readonly mainCpuSeconds: number
  readonly rssBytes: number
  /** Readings stored, or only judged where there is no store. */
  readonly stored: number
}

export interface DoorFigures extends DoorCost {
  /** CPU seconds of all threads of one name, as Linux keeps them; empty elsewhere. */
  readonly threads: Readonly<Record<string, number>>
  /** From when to when this was, in µs of the clock that a CPU profile has too. */
  readonly between: readonly [number, number]
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
  const threadsBefore = threadSeconds()
  const from = nowUs()
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
        threads: since(threadsBefore),
        between: [from, nowUs()],
      }
      process.send!(figures)
    })()
  })
}

/** CPU seconds of each thread of this process, by its number and name. */
function threadSeconds(): Map<string, number> {
  const seconds = new Map<string, number>()
  const tasks = process.platform === 'linux' ? readdirSync('/proc/self/task') : []
  for (const task of tasks) {
    const stat = readFileSync(`/proc/self/task/${task}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    // utime and stime, in clock ticks of 10 ms.
    seconds.set(`${task} ${stat.slice(stat.indexOf('(') + 1, end)}`, (Number(fields[11]) + Number(fields[12])) / 100)
  }
  return seconds
}

function since(before: ReadonlyMap<string, number>): Record<string, number> {
  const spent: Record<string, number> = {}
  for (const [thread, seconds] of threadSeconds()) {
    const name = thread.slice(thread.indexOf(' ') + 1)
    spent[name] = (spent[name] ?? 0) + seconds - (before.get(thread) ?? 0)
  }
  return spent
}

function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCity } from './city.ts'
import { makePublisher } from './publisher.ts'

/** What the system calls of a city say of the order of its syncs and acknowledgements. */
export interface OrderAudit {
  readonly publishes: number
  /** Acknowledgements before which the journal was not written and synced since the one before. */
  readonly early: readonly string[]
}

const PUBACK = /^\d+\s+writev\(\d+<(?:socket|TCP)[^>]*>, \[\{iov_base="@", iov_len=1\}, \{iov_base="\\2"/
const WRITTEN = /^(\d+)\s+pwrite64\(\d+<[^>]*journal\.db-wal>/
const SYNC_BEGINS = /^(\d+)\s+(?:fsync|fdatasync)\(\d+<[^>]*journal\.db-wal>/
const SYNC_ENDS = /^(\d+)\s+<\.\.\. (?:fsync|fdatasync) resumed>\)\s+= 0/
/** The mark is written between the commit of messages and their acknowledgement, and by nothing else. */
const MARKED = /^\d+\s+pwrite64\(\d+<[^>]*journal\.mark>/

/** Publishes one message after the other to a city under strace, and reads the trace. */
export async function auditOrder(publishes: number): Promise<OrderAudit> {
  const data = mkdtempSync(join(tmpdir(), 'citypulse-audit-'))
  try {
    const file = join(data, 'trace')
    const calls = 'trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg'
    const city = await startCity({ data, under: ['strace', '-D', '-f', '-y', '-s', '8', '-o', file, '-e', calls] })
    try {
      const id = 'car-park-audit'
      const credentials = await city.register({ id, kind: 'parking' })
      const from = Date.now() - 60_000
      const publisher = makePublisher({
        credentials,
        topic: `city/v1/parking/${id}/readings`,
        payloads: Array.from({ length: publishes }, (_, i) =>
          JSON.stringify({ ts: from + i, values: { totalSpotNumber: i + 1 }, seq: i }),
        ),
        window: 1,
      })
      const ended = await publisher.run(city.mqttPort)
      if (ended !== 'all acknowledged') throw new Error(`${publisher.acknowledged.size} acknowledged: ${city.log()}`)
    } finally {
      await city.stop()
      await city[Symbol.asyncDispose]()
    }
    return read(readFileSync(file, 'utf8'))
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

function read(trace: string): OrderAudit {
  const early: string[] = []
  const syncing = new Set<string>()
  let publishes = 0
  let isSynced = false
  let isDurable = false
  // One thread writes the journal: its calls are in order.
  for (const line of trace.split('\n')) {
    const begun = SYNC_BEGINS.exec(line)?.[1]
    const ended = SYNC_ENDS.exec(line)?.[1]
    if (WRITTEN.test(line)) isSynced = false
    else if (begun !== undefined) {
      if (line.endsWith('= 0')) isSynced = true
      else if (line.includes('unfinished')) syncing.add(begun)
    } else if (ended !== undefined) isSynced ||= syncing.delete(ended)
    else if (MARKED.test(line)) isDurable = isSynced
    else if (PUBACK.test(line)) {
      publishes++
      if (!isDurable) early.push(line)
      isDurable = false
    }
  }
  return { publishes, early }
}

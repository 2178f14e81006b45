import { describe, expect, it } from 'vitest'
import type { Batch, Journal } from './journal.ts'

export interface JournalBench {
  /** Opens the same journal each time; what it held before is there again. */
  open(options?: {
    readonly limitBytes?: number
    readonly atLeast?: number
    readonly now?: () => number
  }): Promise<Journal>
}

/** What every journal adapter must hold. `bench` makes an empty place for one journal. */
export function journalContract(name: string, bench: () => Promise<JournalBench>): void {
  describe(`${name} keeps the journal contract`, () => {
    it('yields in order, with their topics and bytes, the messages it called back for', async () => {
      const { open } = await bench()
      await using journal = await open()
      const sent = Array.from({ length: 500 }, (_, i) => ({
        topic: `t/${i}/ü`,
        payload: Buffer.from(`payload ${i} 中`),
      }))
      await Promise.all(sent.map((m) => append(journal, m.topic, m.payload)))
      const got = await take(journal, 'line', 0, 500)
      expect(got.map((m) => m.topic)).toEqual(sent.map((m) => m.topic))
      expect(got.map((m) => m.payload.toString())).toEqual(sent.map((m) => m.payload.toString()))
      expect(got.map((m) => m.position)).toEqual(sent.map((_, i) => i))
    })

    it('gives no batch an earlier time of receipt than the one before, however the clock is set', async () => {
      const { open } = await bench()
      let now = 5_000_000
      await using journal = await open({ now: () => now })
      const receipts: number[] = []
      for (const [i, step] of [0, 10, -3_600_000, 10, 3_700_000].entries()) {
        now += step
        await append(journal, 't', Buffer.from([i]))
      }
      for await (const batch of journal.read('line', 0)) {
        receipts.push(batch.receivedAt - 5_000_000)
        if (batch.first + batch.topics.length === 5) break
      }
      expect(receipts).toEqual([0, 10, 10, 10, 100_020])
    })

    it('forgets nothing while it is held, and goes on forgetting afterwards', async () => {
      const { open } = await bench()
      await using journal = await open()
      journal.done('line', 0)
      for (let i = 0; i < 50; i++) await append(journal, 't', Buffer.alloc(16_000))
      const hold = journal.hold()
      journal.done('line', 50)
      // In order: what was said before this was carried out before this.
      await append(journal, 't', Buffer.alloc(1))
      expect((await take(journal, 'other', 0, 51)).map(({ position }) => position)).toEqual([...Array(51).keys()])
      hold[Symbol.dispose]()
      journal.done('line', 51)
      await until(() => journal.state.bytes < 400_000)
    })

    it('calls back in the order of the appends, once each', async () => {
      const { open } = await bench()
      await using journal = await open()
      const order: number[] = []
      await Promise.all(
        Array.from({ length: 300 }, (_, i) =>
          append(journal, 't', Buffer.from('x')).then(() => {
            order.push(i)
          }),
        ),
      )
      expect(order).toEqual(Array.from({ length: 300 }, (_, i) => i))
    })

    it('yields to a waiting reader what is appended later', async () => {
      const { open } = await bench()
      await using journal = await open()
      const waiting = take(journal, 'line', 0, 2)
      await append(journal, 'a', Buffer.from('1'))
      await append(journal, 'b', Buffer.from('2'))
      expect((await waiting).map((m) => m.topic)).toEqual(['a', 'b'])
    })

    it('has everything again after it was closed and opened, and goes on counting', async () => {
      const { open } = await bench()
      {
        await using journal = await open()
        await Promise.all(Array.from({ length: 50 }, (_, i) => append(journal, `t${i}`, Buffer.from([i]))))
      }
      await using journal = await open()
      expect(journal.head).toBe(50)
      await append(journal, 'next', Buffer.from('n'))
      const got = await take(journal, 'line', 48, 3)
      expect(got.map((m) => [m.position, m.topic])).toEqual([
        [48, 't48'],
        [49, 't49'],
        [50, 'next'],
      ])
    })

    it('yields again what a reader had not finished when it stopped', async () => {
      const { open } = await bench()
      {
        await using journal = await open()
        await Promise.all(Array.from({ length: 20 }, (_, i) => append(journal, `t${i}`, Buffer.alloc(0))))
        await take(journal, 'line', 0, 20)
        journal.done('line', 12)
      }
      await using journal = await open()
      expect(journal.positionOf('line')).toBe(12)
      const got = await take(journal, 'line', journal.positionOf('line'), 8)
      expect(got[0]!.topic).toBe('t12')
      expect(got.at(-1)!.topic).toBe('t19')
    })

    it('never goes back when done is said again with a lower position', async () => {
      const { open } = await bench()
      await using journal = await open()
      await append(journal, 't', Buffer.alloc(0))
      journal.done('line', 1)
      journal.done('line', 0)
      expect(journal.positionOf('line')).toBe(1)
    })

    it('keeps what the slowest reader still needs and forgets the rest', async () => {
      const { open } = await bench()
      {
        await using journal = await open()
        journal.done('slow', 0)
        for (let i = 0; i < 30; i++) await append(journal, `t${i}`, Buffer.alloc(1_000))
        await take(journal, 'slow', 0, 30)
        await take(journal, 'fast', 0, 30)
        journal.done('fast', 30)
        journal.done('slow', 10)
      }
      {
        await using journal = await open()
        expect(journal.state.backlog).toBe(20)
        expect((await take(journal, 'slow', 10, 1))[0]!.topic).toBe('t10')
        journal.done('slow', 30)
      }
      await using journal = await open()
      expect(journal.state.backlog).toBe(0)
      expect(journal.head).toBe(30)
    })

    it('gives no position again when it starts empty beside older positions', async () => {
      const { open } = await bench()
      await using journal = await open({ atLeast: 1_000 })
      expect(journal.head).toBe(1_000)
      await append(journal, 't', Buffer.alloc(0))
      expect((await take(journal, 'line', 0, 1))[0]!.position).toBe(1_000)
    })

    it('holds acknowledgements back while it is full and gives them once a reader has made room', async () => {
      const { open } = await bench()
      await using journal = await open({ limitBytes: 1024 * 1024 })
      const called: (Error | null)[] = []
      const total = 400
      for (let i = 0; i < total; i++) {
        journal.append('t', Buffer.alloc(20_000, i), (error) => called.push(error))
        if (i % 10 === 9) await new Promise((resolve) => setImmediate(resolve))
      }
      await until(() => journal.state.bytes > 600_000)
      await until(() => journal.fill(Number.MAX_VALUE) === 1 && journal.state.isFull)
      expect(called.length).toBeLessThan(total)
      let seen = 0
      for await (const batch of journal.read('line', 0)) {
        seen += batch.topics.length
        journal.done('line', batch.first + batch.topics.length)
        if (seen === total) break
      }
      await until(() => called.length === total)
      expect(called.every((error) => error === null)).toBe(true)
      expect(journal.state.isFull).toBe(false)
      await until(() => journal.fill(Number.MAX_VALUE) < 0.5)
    })

    it('is fuller the more it holds and the more waits, and against a lower bound', async () => {
      const { open } = await bench()
      await using journal = await open({ limitBytes: 4 * 1024 * 1024 })
      const empty = journal.fill(Number.MAX_VALUE)
      journal.append('t', Buffer.alloc(1024 * 1024), () => {})
      expect(journal.fill(Number.MAX_VALUE)).toBeCloseTo(empty + 0.25, 5)
      await append(journal, 't', Buffer.alloc(0))
      const { bytes } = journal.state
      expect(journal.fill(Number.MAX_VALUE)).toBeCloseTo(bytes / (4 * 1024 * 1024), 5)
      expect(journal.fill(bytes * 2)).toBeCloseTo(0.5, 5)
      expect(journal.fill(bytes)).toBe(1)
      expect(journal.fill(0)).toBe(1)
    })

    it('tells of the room that its readers made, all of it, without another append', async () => {
      const { open } = await bench()
      await using journal = await open({ limitBytes: 4 * 1024 * 1024 })
      journal.done('line', 0)
      const empty = journal.state.bytes
      for (let i = 0; i < 200; i++) await append(journal, 't', Buffer.alloc(16_000))
      expect(journal.state.bytes).toBeGreaterThan(3_000_000)
      journal.done('line', 200)
      await until(() => journal.state.bytes <= empty + 100_000)
      expect(journal.fill(Number.MAX_VALUE)).toBeLessThan(0.05)
    })

    it('ends a reading when it is closed', async () => {
      const { open } = await bench()
      const journal = await open()
      const reading = (async () => {
        for await (const batch of journal.read('line', 0)) void batch
        return 'ended'
      })()
      await append(journal, 't', Buffer.alloc(0))
      await journal[Symbol.asyncDispose]()
      expect(await reading).toBe('ended')
    })
  })
}

export function append(journal: Journal, topic: string, payload: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    journal.append(topic, payload, (error) => (error ? reject(error) : resolve()))
  })
}

/** The next `count` messages from a position on. */
export async function take(journal: Journal, reader: string, from: number, count: number): Promise<Taken[]> {
  const taken: Taken[] = []
  for await (const batch of journal.read(reader, from)) {
    taken.push(...messagesOf(batch))
    if (taken.length >= count) break
  }
  return taken
}

export interface Taken {
  readonly position: number
  readonly topic: string
  readonly payload: Buffer
}

function messagesOf(batch: Batch): Taken[] {
  return batch.topics.map((topic, i) => ({
    position: batch.first + i,
    topic,
    payload: Buffer.from(batch.payloads[i]!),
  }))
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to hold within 10 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

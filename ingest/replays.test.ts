import { describe, expect, it, onTestFinished } from 'vitest'
import type { Trouble } from '../domain/trouble.ts'
import { until } from '../test/support/until.ts'
import { makeReplayWatch } from './replay-watch.ts'
import { openSmallLine } from './testing/small-line.ts'

const TOPIC = 'city/v1/noise/s/readings'
const LOUD = { values: { LAeq: 60 } }

async function open() {
  const line = await openSmallLine()
  onTestFinished(() => line[Symbol.asyncDispose]())
  line.town.add('s', 'noise')
  return line
}

/** All of them in one commit of the journal, and so in the same millisecond. */
async function sendAtOnce(line: Awaited<ReturnType<typeof open>>, payloads: readonly unknown[]): Promise<void> {
  await Promise.all(payloads.map((payload) => line.send(TOPIC, payload)))
  await line.settled()
}

describe('readings without time and number', () => {
  it('of one millisecond are each stored, from one message or from many', async () => {
    const line = await open()
    await sendAtOnce(line, [LOUD, LOUD, LOUD, [LOUD, LOUD]])
    expect(await line.ledger()).toEqual({ s: [5, 5, 0, 0, 0] })
  })

  it('are stored once when the journal is gone through again after the store was away', async () => {
    const line = await open()
    line.setAway(true)
    await Promise.all([LOUD, LOUD, [LOUD, LOUD]].map((payload) => line.send(TOPIC, payload)))
    await line.restart()
    line.setAway(false)
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [4, 4, 0, 0, 0] })
    await line.restart()
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [4, 4, 0, 0, 0] })
  })

  it('open no gap by numbers that they do not have', async () => {
    const line = await open()
    for (let n = 0; n < 4; n++) await line.send(TOPIC, LOUD)
    await line.settled()
    expect((await line.gaps()).filter(({ cause }) => cause === 'sequence')).toEqual([])
  })
})

describe('a recorded frame', () => {
  it('that has a time is stored once however often it is played back, and counted', async () => {
    const line = await open()
    const frame = { ts: Date.now(), seq: 7, ...LOUD }
    for (let n = 0; n < 4; n++) await line.send(TOPIC, frame)
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [4, 1, 3, 0, 0] })
  })

  it('that has a number but no time is not taken for a new reading, also after a restart', async () => {
    const line = await open()
    for (const seq of [15, 16, 17]) await line.send(TOPIC, { seq, ...LOUD })
    await line.settled()
    for (const seq of [15, 17, 16]) await line.send(TOPIC, { seq, ...LOUD })
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [6, 3, 3, 0, 0] })
    await line.restart()
    await line.send(TOPIC, { seq: 16, ...LOUD })
    await line.send(TOPIC, { seq: 18, ...LOUD })
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [8, 4, 4, 0, 0] })
  })

  it('is told from a device that begins to count anew', async () => {
    const line = await open()
    for (const seq of [15, 16, 0, 1, 2]) await line.send(TOPIC, { seq, ...LOUD })
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [5, 5, 0, 0, 0] })
  })

  it('is told from history that a device sends late', async () => {
    const line = await open()
    const now = Date.now()
    await line.send(TOPIC, { ts: now, seq: 9, ...LOUD })
    await line.send(
      TOPIC,
      [7, 8].map((seq) => ({ ts: now - (9 - seq) * 60_000, seq, ...LOUD })),
    )
    await line.settled()
    expect(await line.ledger()).toEqual({ s: [3, 3, 0, 0, 0] })
  })

  it('that is played back a hundred times within a minute raises an alarm', async () => {
    const line = await open()
    const frame = { ts: Date.now(), seq: 7, ...LOUD }
    await sendAtOnce(
      line,
      Array.from({ length: 101 }, () => frame),
    )
    await until(() => line.line.troubles.holds('replays-many'))
    expect(await line.ledger()).toEqual({ s: [101, 1, 100, 0, 0] })
  })
})

it('a device that sends again what it had in flight raises no alarm, and the alarm ends when it is over', () => {
  let now = 0
  const held = new Set<Trouble>()
  const watch = makeReplayWatch(
    {
      raise: (trouble) => void held.add(trouble),
      clear: (trouble) => void held.delete(trouble),
      holds: (trouble) => held.has(trouble),
    },
    () => now,
  )
  for (; now < 600_000; now += 61_000) watch.repeated('s', 99)
  expect(held.size).toBe(0)
  watch.repeated('s', 100)
  expect([...held]).toEqual(['replays-many'])
  now += 299_000
  watch.tick()
  expect(held.size).toBe(1)
  now += 2_000
  watch.tick()
  expect(held.size).toBe(0)
})

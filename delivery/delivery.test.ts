import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildAuditRecords } from '../store/records/audit.ts'
import { orderStatement } from '../store/records/deliveries.ts'
import { until as untilWithin } from '../test/support/until.ts'
import { answering, type Receiver, startReceiver } from './testing/receiver.ts'
import { ALARM, messageOf, openSmallOffice, type SmallOffice, wishOf } from './testing/small-office.ts'

const SECRET = 'a secret of some length'
vi.setConfig({ testTimeout: 60_000 })
const until = (holds: () => boolean | Promise<boolean>) => untilWithin(holds)
let receiver: Receiver
let small: SmallOffice
beforeEach(async () => {
  receiver = await startReceiver()
  small = await openSmallOffice()
})
afterEach(async () => {
  await small[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

const hook = (more = {}) => wishOf('webhook', { url: receiver.url, secret: SECRET }, more)
const robot = (more = {}) => wishOf('dingtalk', { url: `${receiver.url}/send?access_token=0123456789` }, more)
const ok = answering(200, { errcode: 0, errmsg: 'ok' })

/** Numbers of the events that came, by message. */
function seqsOf(): number[][] {
  return receiver.received.map(({ text }) =>
    (JSON.parse(text) as { events: { seq: number }[] }).events.map(({ seq }) => seq),
  )
}

describe('a channel', () => {
  it('is told of what comes after it was made, each event once, in order', async () => {
    await small.raise(5)
    await small.office.create('hook', hook(), 'anna')
    for (let i = 0; i < 7; i++) await small.raise(3)
    await until(() => seqsOf().flat().length === 21)
    expect(seqsOf().flat()).toEqual(Array.from({ length: 21 }, (_, i) => i + 6))
    await until(() => small.office.get('hook').position === 26 && small.office.get('hook').waiting === 0)
    expect(small.office.get('hook')).toMatchObject({ state: 'working', secrets: ['secret'], lastFault: null })
  })

  it('goes on where it was after a restart', async () => {
    await small.office.create('hook', hook(), 'anna')
    await small.raise(3)
    await until(() => seqsOf().flat().length === 3)
    await small.restart()
    await small.raise(3)
    await until(() => seqsOf().flat().length === 6)
    expect(seqsOf().flat()).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('that gets no answer tries again with the same key until it is told, and says so to the monitor', async () => {
    receiver.answer = (response, _, count) =>
      count <= 6 ? void response.writeHead(500).end('broken') : void response.writeHead(200).end()
    await small.office.create('hook', hook(), 'anna')
    await small.raise(1)
    await until(() => small.troubles().has('hook'))
    expect(small.troubles().get('hook')).toBe('HTTP 500: broken')
    await until(() => receiver.received.length === 7)
    expect(new Set(receiver.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    await until(() => small.troubles().size === 0)
    const { items } = await small.office.deliveries('hook', { limit: 10 })
    expect(items).toMatchObject([
      { state: 'sent', attempts: 7, answer: 'HTTP 200', events: 1, firstSeq: 1, lastSeq: 1 },
    ])
  })

  it('waits as long as Retry-After says, and what came meanwhile goes as one', async () => {
    receiver.answer = (response, _, count) =>
      count === 1 ? void response.writeHead(429, { 'retry-after': '1' }).end() : void response.writeHead(200).end()
    await small.office.create('hook', hook(), 'anna')
    await small.raise(1)
    await until(() => receiver.received.length === 1)
    for (let i = 0; i < 5; i++) await small.raise(2)
    await until(() => seqsOf().flat().length === 12)
    const [first, second] = receiver.received
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(990)
    expect(seqsOf()).toEqual([[1], [1], [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]])
  })

  it('that is turned away holds its place, and goes on as soon as a test gets through', async () => {
    receiver.answer = answering(401, 'no')
    await small.office.create('hook', hook(), 'anna')
    await small.raise(2)
    await until(() => small.office.get('hook').state === 'held')
    expect(small.troubles().get('hook')).toBe('HTTP 401: no')
    const count = receiver.received.length
    expect(await small.office.test('hook', 'anna')).toMatchObject({ isSent: false, answer: 'HTTP 401: no' })
    receiver.answer = answering(200)
    expect(await small.office.test('hook', 'anna')).toMatchObject({ isSent: true, answer: 'HTTP 200' })
    await until(() => small.office.get('hook').state === 'working')
    expect(seqsOf().slice(count).flat()).toEqual([1, 2])
  })

  it('gives one message up that is always refused, says so, and tells of those behind it', async () => {
    receiver.answer = (response, { text }) => void response.writeHead(text.includes('"seq":2') ? 422 : 200).end()
    await small.office.create('hook', hook(), 'anna')
    await small.raise(1)
    await until(() => seqsOf().length === 1)
    await small.raise(1)
    await until(() => small.troubles().has('hook'))
    await small.raise(1)
    await until(() => small.troubles().size === 0)
    const { items } = await small.office.deliveries('hook', { limit: 10 })
    expect(items.map(({ state, firstSeq, attempts }) => [state, firstSeq, attempts])).toEqual([
      ['sent', 3, 1],
      ['refused', 2, 3],
      ['sent', 1, 1],
    ])
  })

  it('that hangs holds up no other', async () => {
    await using deaf = await startReceiver()
    deaf.answer = () => {}
    await small.office.create('deaf', wishOf('webhook', { url: deaf.url, secret: SECRET }), 'anna')
    await small.office.create('hook', hook(), 'anna')
    const startedAt = Date.now()
    for (let i = 0; i < 5; i++) await small.raise(2)
    await until(() => seqsOf().flat().length === 10)
    expect(deaf.received.length).toBeLessThanOrEqual(1 + Math.ceil((Date.now() - startedAt) / 1_500))
    expect(small.office.get('deaf')).toMatchObject({ waiting: 1, position: 2 })
  })

  it('that is turned off forgets what waits, and begins anew when it is turned on', async () => {
    receiver.answer = answering(500)
    await small.office.create('hook', hook(), 'anna')
    await small.raise(1)
    await until(() => receiver.received.length > 0)
    await small.office.change('hook', hook({ isOn: false }), 'bo')
    await small.raise(3)
    receiver.answer = answering(200)
    await small.office.change('hook', hook(), 'bo')
    const count = receiver.received.length
    await small.raise(1)
    await until(() => seqsOf().slice(count).flat().length > 0)
    expect(seqsOf().slice(count).flat()).toEqual([5])
    const { items } = await small.office.deliveries('hook', { limit: 10, states: ['dropped'] })
    expect(items).toMatchObject([{ firstSeq: 1, answer: 'the channel was turned off' }])
  })
})

describe('a crash', () => {
  it('between the answer and the writing of it makes one double, with the same key, and no miss', async () => {
    // The records are closed to the office in that moment.
    const { transact } = small.records
    let isCut = false
    ;(small.records as { transact: typeof transact }).transact = (statements) =>
      isCut ? Promise.reject(new Error('cut')) : transact(statements)
    await small.restart()
    await small.office.create('hook', hook(), 'anna')
    receiver.answer = (response) => {
      isCut = true
      response.writeHead(200).end()
    }
    await small.raise(1)
    await until(() => small.lines.some((line) => line.includes('could not be written down')))
    const closing = small.office[Symbol.asyncDispose]()
    await closing
    isCut = false
    receiver.answer = answering(200)
    await small.restart()
    await small.raise(1)
    await until(() => seqsOf().flat().includes(2))
    expect(seqsOf()).toEqual([[1], [1], [2]])
    const [first, second, third] = receiver.received.map(({ headers }) => headers['idempotency-key'])
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })
})

describe('quiet hours', () => {
  it('keep lesser alarms in one place, let red through, and send what was kept as one when they end', async () => {
    const midnight = Date.parse('2026-11-25T23:00:00+08:00')
    let shift = midnight - Date.now()
    await small[Symbol.asyncDispose]()
    small = await openSmallOffice({ now: () => Date.now() + shift })
    receiver.answer = ok
    const quiet = { from: '22:00', to: '07:00', upTo: 'orange' } as const
    await small.office.create('robot', robot({ quiet, summaryAbove: 100 }), 'anna')
    for (let i = 0; i < 30; i++) {
      await small.raise(2)
      await until(() => small.office.get('robot').position === small.head())
    }
    await small.raise(1, { severity: 'red' })
    await until(() => receiver.received.length === 1)
    expect(receiver.received[0]!.text).toContain('[RED]'.replace('[', '［').replace(']', '］'))
    await until(() => small.office.get('robot').waiting === 0)
    expect(small.office.get('robot')).toMatchObject({ quieted: 60, state: 'working' })
    const { items } = await small.office.deliveries('robot', { limit: 100, states: ['quiet'] })
    expect(items.length).toBeLessThanOrEqual(21)
    await small.restart()
    shift += 8 * 3_600_000
    small.office.wake()
    await until(() => receiver.received.length === 2)
    expect(receiver.received[1]!.text).toContain('60 alarms changed')
    await until(() => small.office.get('robot').quieted === 0)
  })
})

describe('for people', () => {
  it('a flood is one summary with what is worst, and says how many', async () => {
    receiver.answer = ok
    await small.office.create('robot', robot(), 'anna')
    await small.tell(Array.from({ length: 40 }, (_, i) => messageOf(i + 1, { severity: i === 30 ? 'red' : 'blue' })))
    await until(() => receiver.received.length > 0 && small.office.get('robot').waiting === 0)
    expect(receiver.received).toHaveLength(1)
    const { text } = (JSON.parse(receiver.received[0]!.text) as { markdown: { text: string } }).markdown
    expect(text).toContain('40 alarms changed')
    expect(text).toContain('【红色】 1，【蓝色】 39')
    expect(text).toContain('and 30 more')
  })

  it('no more than twenty messages a minute go to a robot, whatever comes', async () => {
    receiver.answer = ok
    await small.office.create('robot', robot({ summaryAbove: 100 }), 'anna')
    for (let i = 0; i < 30; i++) {
      await small.raise(1)
      await until(() => small.office.get('robot').position === small.head() || receiver.received.length >= 17)
    }
    await until(() => receiver.received.length >= 17)
    await small.raise(5)
    expect(receiver.received.length).toBeLessThanOrEqual(20)
    // What waits is not in single messages: it will be one.
    expect(small.office.get('robot').waiting).toBeLessThanOrEqual(1)
  })

  it('an order goes to a person at once, whatever the filter says, and twice given by its key it goes once', async () => {
    receiver.answer = ok
    await small.office.create('robot', robot({ filter: { severities: ['red'] } }), 'anna')
    const order = { channel: 'robot', to: '13800000000', alarm: ALARM, why: 'escalation 2', key: 'esc a-1 2' }
    await small.records.transact([orderStatement(order, 'x', 1), orderStatement(order, 'y', 1)])
    small.office.wake('robot')
    await until(() => receiver.received.length === 1)
    await small.records.transact([orderStatement(order, 'z', 2)])
    await small.records.transact([
      orderStatement({ channel: 'robot', why: 'note', text: { zh: '换班', en: 'Shift' } }, 'n', 3),
    ])
    small.office.wake('robot')
    await until(() => receiver.received.length === 2)
    expect(receiver.received[0]!.text).toContain('13800000000')
    expect(receiver.received[0]!.text).toContain('Too loud')
    expect(receiver.received[1]!.text).toContain('换班')
    const { items } = await small.office.deliveries('robot', { limit: 10 })
    expect(items.map(({ sort, to, why, state }) => [sort, to, why, state])).toEqual([
      ['order', null, 'note', 'sent'],
      ['order', '13800000000', 'escalation 2', 'sent'],
    ])
  })

  it('words of one’s own are taken in place of the city’s, with what they name', async () => {
    receiver.answer = ok
    const templates = { zh: '{station} 出事了：{alarm}，{reading}', en: undefined }
    await small.office.create('robot', robot({ language: 'zh', templates: { zh: templates.zh } }), 'anna')
    await small.raise(1)
    await until(() => receiver.received.length === 1)
    const { text } = (JSON.parse(receiver.received[0]!.text) as { markdown: { text: string } }).markdown
    expect(text).toContain('noise-1 出事了：噪声超标，LAeq 92.5 dB(A)')
    expect(text).not.toContain('责任部门')
  })
})

describe('what is written down', () => {
  it('has no secret in it: not in the records, what is shown, the log, the audit, or what the other side gave back', async () => {
    receiver.answer = (response, { path }) =>
      void response.writeHead(403).end(`not you, ${path === '/' ? SECRET : path}`)
    await small.office.create('hook', hook(), 'anna')
    await small.office.create('robot', robot(), 'anna')
    await small.raise(1)
    await until(() => small.office.list().every(({ lastFault }) => lastFault !== null))
    await small.office.test('robot', 'anna')
    await small.office.change('hook', wishOf('webhook', { url: receiver.url }, { label: 'Other' }), 'anna')
    expect(small.office.get('hook').secrets).toEqual(['secret'])
    const audit = await buildAuditRecords(small.records).list({ limit: 100 })
    const rows = await small.records.db.selectFrom('channels').selectAll().execute()
    const sent = await small.records.db.selectFrom('deliveries').selectAll().execute()
    const all = JSON.stringify([small.office.list(), audit, rows, sent, small.lines, [...small.troubles()]])
    expect(all).not.toContain(SECRET)
    expect(all).not.toContain('0123456789')
    expect(all).toContain('not you, /send?access_token=•••')
    expect(audit.items.map(({ action, object }) => `${action} ${object}`)).toEqual([
      'channel-change channel hook',
      'channel-test channel robot',
      'channel-create channel robot',
      'channel-create channel hook',
    ])
  })

  it.each([
    [{ settings: { url: 'http://x/', secret: SECRET, colour: 'red' } }, 'settings.colour'],
    [{ settings: { secret: SECRET } }, 'settings.url is missing'],
    [{ settings: { url: 'http://x/', secret: 'short' } }, 'at least 16'],
    [{ type: 'pigeon' }, 'there is no pigeon; there are email, dingtalk'],
    [{ templates: { en: 'at {place}' } }, 'there is no {place}'],
  ])('is refused with the place when it cannot work: %j', async (more, words) => {
    await expect(small.office.create('hook', { ...hook(), ...more }, 'anna')).rejects.toThrow(words)
    expect(small.office.list()).toEqual([])
  })
})

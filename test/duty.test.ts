import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCity } from '../commands/program.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm, AlarmEvent, AlarmWithEvents } from '../domain/alarm.ts'
import type { DutyVersion, Override } from '../domain/duty.ts'
import type { AlarmDuty, DutyNow, DutyWeek } from '../domain/on-duty.ts'
import type { Problem } from '../domain/wire.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { until } from './support/until.ts'

const SECOND = 1 / 60
const HOUR = 3_600_000

/** The shipped plan, with a chain that is done in seconds. */
function hurried() {
  const config = copyOfShipped()
  const plan = config.read('duty.yaml')
  const from = plan.indexOf('escalations:')
  const level = (seconds: number, words: string) => `      - { afterMinutes: ${seconds * SECOND}, ${words} }`
  const chains = [
    'escalations:',
    '  - id: hurried',
    '    label: { zh: 测试, en: Test }',
    '    on: ack',
    '    departments: [emergency]',
    '    levels:',
    level(1, 'position: duty-officer'),
    level(4, 'position: shift-lead'),
    level(8, 'position: head'),
    level(9, 'position: head, department: public-security'),
    `    repeatMinutes: ${SECOND}`,
    'targets:',
    '  - { id: yellow, severity: yellow, ackSeconds: 6, respondSeconds: 3600 }',
  ]
  config.write('duty.yaml', `${plan.slice(0, from)}${chains.join('\n')}\n`)
  return config
}

async function alarmOf(city: RunningCity): Promise<AlarmWithEvents | undefined> {
  const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=500')
  const bang = items.find(({ rule }) => rule === 'noise-bang')
  return bang && city.api<AlarmWithEvents>('GET', `/alarms/${bang.id}`)
}

const escalations = (alarm: AlarmWithEvents | undefined) =>
  (alarm?.events ?? []).filter(({ type }) => type === 'escalate')

describe('an alarm that nobody acknowledges', () => {
  it('is called out level by level, over kill -9 between the levels, each once, at numbers without a gap, until somebody does', async () => {
    using config = hurried()
    const data = await mkdtemp(join(tmpdir(), 'citypulse-duty-'))
    onTestFinished(() => rm(data, { recursive: true, force: true }))
    const options = { config: config.folder, data }
    let city = await startCity(options)
    onTestFinished(() => city.kill())

    const credentials = await city.register({ id: 'noise-duty', kind: 'noise' })
    const device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.send({ values: { LAmax: 121 } })
    await device[Symbol.asyncDispose]()
    const called = (count: number) => until(async () => escalations(await alarmOf(city)).length >= count)
    for (const level of [1, 2]) {
      await called(level)
      await city.kill()
      city = await startCity(options)
    }
    // The last level is called again and again.
    await called(6)
    const waiting = (await alarmOf(city))!
    const before = await city.api<AlarmDuty>('GET', `/alarms/${waiting.id}/duty`)
    expect(before.next).toMatchObject({ on: 'ack', level: 4, department: 'public-security' })
    expect(before.acting.map(({ position }) => position)).toEqual(['duty-officer', 'shift-lead', 'head'])
    await city.api('POST', `/alarms/${waiting.id}/ack`, {})
    const acked = (await alarmOf(city))!
    // Two repetitions would be due by then.
    const since = Date.now()
    await until(async () => Date.now() - since > 3_000)
    const alarm = (await alarmOf(city))!
    expect(alarm.events).toHaveLength(acked.events.length)

    const calls = escalations(alarm).map(({ called: who }) => who!)
    expect(calls.map(({ step }) => step)).toEqual(calls.map((_, i) => i + 1))
    expect(calls.map(({ level }) => level)).toEqual(calls.map((_, i) => Math.min(i + 1, 4)))
    expect(calls.slice(0, 4).map(({ department, position }) => `${department} ${position}`)).toEqual([
      'emergency duty-officer',
      'emergency shift-lead',
      'emergency head',
      'public-security head',
    ])
    for (const { people } of calls) expect(people).toHaveLength(1)
    expect(escalations(alarm).every(({ state }) => state === 'unacknowledged')).toBe(true)
    expect(alarm.events.filter(({ type }) => type === 'overdue').map(({ owed }) => owed)).toEqual(['ack'])
    expect(alarm).toMatchObject({ state: 'acknowledged', answer: { missed: ['ack'] } })

    const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=500')
    const events: AlarmEvent[] = []
    for (const { id } of items) events.push(...(await city.api<AlarmWithEvents>('GET', `/alarms/${id}`)).events)
    const numbers = events.map(({ seq }) => seq).sort((a, b) => a - b)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  })
})

describe('a duty plan', () => {
  it('is told, changed by a swap at the terminal, and a gap in it is an alarm', async () => {
    await using city = await startCity()
    const run = async (...args: string[]) => {
      let [out, err] = ['', '']
      const env = { CITY_DATA: city.data }
      const code = await runCity(
        args,
        { print: (text) => void (out += `${text}\n`), complain: (text) => void (err += text) },
        env,
      )
      return { code, out, err }
    }
    const officer = async (at: number) => {
      const now = await city.api<DutyNow>('GET', `/duty/now?at=${at}`)
      return now.items.find(({ roster }) => roster === 'water-officer')!
    }
    // Not across a hand-over.
    const { until: handedOver } = await officer(Date.now())
    const soon = Date.now() + HOUR / 2
    const from = handedOver !== null && handedOver < soon + 2 * HOUR ? handedOver + HOUR : soon
    const before = await officer(from)
    const [person] = before.people
    const free = ['water-officer-1', 'water-officer-2', 'water-officer-3'].find((id) => id !== person!.id)!
    const span = ['--from', `${from}`, '--to', `${from + HOUR}`]
    const swapped = await run(
      'duty',
      'swap',
      'water-officer',
      ...span,
      '--off',
      person!.id,
      '--on',
      free,
      '--why',
      'dentist',
    )
    expect(swapped).toMatchObject({ code: 0, err: '' })
    expect((await officer(from)).people.map(({ id }) => id)).toEqual([free])
    expect(await officer(from)).toMatchObject({ isChanged: true, from, until: from + HOUR })
    expect((await run('duty', 'now', '--department', 'water')).out).toContain(person!.id)
    expect((await run('duty', 'week', 'water-officer')).out).toContain(free)

    const { items } = await city.api<{ items: DutyVersion[] }>('GET', '/duty/overrides')
    expect(items).toMatchObject([{ version: 1, why: 'dentist', item: { off: person!.id } }])
    const swap = items[0]!.item as Override
    const { on: _, ...gap } = swap
    const path = `/duty/overrides/${swap.id}`
    await city.api('PUT', path, { item: gap, why: 'nobody else is free', version: 1 })
    const gaps = async () =>
      (await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=500')).items.filter(({ rule }) => rule === 'duty-gap')
    await until(async () => (await gaps())[0]?.active === true)
    const week = await city.api<DutyWeek>('GET', `/duty/week?days=1`)
    const empty = week.rosters.find(({ roster }) => roster === 'water-officer')!.stretches.filter(({ isGap }) => isGap)
    expect([empty[0]!.from, empty.at(-1)!.to]).toEqual([from, from + HOUR])
    expect(empty.flatMap(({ people }) => people)).toEqual([])
    const stale = await city.call<Problem>('PUT', path, { item: swap, why: 'too late', version: 1 })
    expect(stale).toMatchObject({ status: 409, body: { code: 'duty-changed' } })
    const wrong = await city.call<Problem>('PUT', path, { item: { ...swap, on: 'nobody' }, why: 'a test', version: 2 })
    expect(wrong).toMatchObject({ status: 400, body: { detail: expect.stringContaining('on is "nobody"') } })
    expect((await run('duty', 'unswap', swap.id, '--why', 'back in time')).code).toBe(0)
    await until(async () => (await gaps()).every(({ active }) => !active))
    expect((await officer(from)).people).toEqual(before.people)
  })
})

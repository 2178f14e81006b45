import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm } from '../domain/alarm.ts'
import type { Rule } from '../domain/rule.ts'
import type { Problem, RuleTry, RuleVersion } from '../domain/wire.ts'
import { settledLedger } from './support/books.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice, type Device } from './support/device.ts'
import { until } from './support/until.ts'

const MINUTE = 60_000
const RULE: Rule = {
  id: 'test-loud',
  kind: 'noise',
  stations: ['noise-tried'],
  label: { zh: '测试', en: 'Loud for the test' },
  response: { zh: '处置', en: 'Act' },
  severity: 'yellow',
  when: { type: 'threshold', value: 'LAeq', above: 80, deadband: 5, forSeconds: 60 },
}

let city: RunningCity
let device: Device
beforeAll(async () => {
  city = await startCity()
  const credentials = await city.register({ id: 'noise-tried', kind: 'noise' })
  device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
})
afterAll(async () => {
  await device?.[Symbol.asyncDispose]()
  await city?.[Symbol.asyncDispose]()
})

async function tried(rule: Rule, from: number): Promise<RuleTry> {
  let seen = await city.api<RuleTry>('POST', '/rule-tries', { rule, from: String(from) })
  await until(async () => {
    seen = await city.api<RuleTry>('GET', `/rule-tries/${seen.id}`)
    return seen.state !== 'running'
  })
  return seen
}

const alarmsOf = async () =>
  (await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=500')).items.filter(({ rule }) => rule === RULE.id)

describe('a rule', () => {
  it('is tried on the stored past and says what it would have raised, without raising it', async () => {
    const start = Date.now() - 30 * MINUTE
    // Two spells above 80: minutes 2 to 5, and minutes 12 to 14; a bang of one reading in between.
    const levels = [60, 60, 85, 86, 87, 85, 70, 60, 90, 60, 60, 60, 88, 88, 88, 60, 60]
    await device.send(levels.map((LAeq, i) => ({ ts: start + i * MINUTE, values: { LAeq } })))
    await settledLedger(city, 'noise-tried', levels.length)
    const { state, result, detail } = await tried(RULE, start - MINUTE)
    expect({ state, detail }).toEqual({ state: 'done', detail: null })
    expect(result).toMatchObject({ stations: 1, readings: levels.length, count: 2, chattering: [], active: 0 })
    expect(result!.alarms.map(({ raisedAt, clearedAt }) => [raisedAt - start, clearedAt! - start])).toEqual([
      [3 * MINUTE, 6 * MINUTE],
      [13 * MINUTE, 15 * MINUTE],
    ])
    expect(await alarmsOf()).toEqual([])
  })

  it('judges as soon as it is saved, and ends its alarms when it is turned off', async () => {
    const saved = await city.api<RuleVersion>('PUT', `/rules/${RULE.id}`, {
      rule: { ...RULE, when: { type: 'threshold', value: 'LAeq', above: 80 } },
      why: 'for the test',
      version: 0,
    })
    expect(saved).toMatchObject({ version: 1, by: 'admin', isOn: true })
    await device.send({ values: { LAeq: 91 } })
    await until(async () => (await alarmsOf())[0]?.state === 'unacknowledged', 5_000)
    await city.api('POST', `/rules/${RULE.id}/off`, { why: 'enough', version: 1 })
    await until(async () => (await alarmsOf())[0]?.active === false, 5_000)
    await device.send({ values: { LAeq: 92 } })
    await settledLedger(city, 'noise-tried', 19)
    expect((await alarmsOf()).map(({ count }) => count)).toEqual([1])
  })

  it('keeps every version with who and why, and refuses a change of what has changed', async () => {
    const { versions } = await city.api<{ versions: RuleVersion[] }>('GET', `/rules/${RULE.id}`)
    expect(versions.map(({ version, isOn, why }) => [version, isOn, why])).toEqual([
      [2, false, 'enough'],
      [1, true, 'for the test'],
    ])
    const late = await city.call<Problem>('PUT', `/rules/${RULE.id}`, { rule: RULE, why: 'too late', version: 1 })
    expect(late).toMatchObject({ status: 409, body: { code: 'rule-changed' } })
  })

  it('with faults is refused with each of them and its remedy', async () => {
    const faulty = {
      ...RULE,
      owner: 'nobody',
      when: { type: 'threshold', value: 'LAEQ', above: 80, levels: [{ severity: 'blue', at: 70 }] },
    }
    const { status, body } = await city.call<Problem>('PUT', `/rules/${RULE.id}`, {
      rule: faulty,
      why: 'test',
      version: 2,
    })
    expect(status).toBe(400)
    for (const part of ['owner is "nobody"', 'did you mean "LAeq"', 'above the level before, 80', 'worse than yellow'])
      expect(body.detail).toContain(part)
  })

  it('of the configuration is listed as it is shipped', async () => {
    const { items } = await city.api<{ items: RuleVersion[] }>('GET', '/rules?limit=1000')
    const shipped = items.filter(({ by }) => by === 'config')
    expect(shipped.length).toBeGreaterThan(20)
    expect(shipped.find(({ id }) => id === 'flood-alarm')).toMatchObject({ version: 1, isOn: true })
  })
})

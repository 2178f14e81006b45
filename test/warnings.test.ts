import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm } from '../domain/alarm.ts'
import { checkCap } from '../domain/cap/check.ts'
import type { IssuedWarning } from '../domain/cap/issued.ts'
import { schemaFaults, textsAt } from '../domain/cap/testing/schema.ts'
import type { Rule } from '../domain/rule.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { until } from './support/until.ts'

let rooms = new AsyncDisposableStack()
afterEach(async () => {
  await rooms.disposeAsync()
  rooms = new AsyncDisposableStack()
})

const RULE: Rule = {
  id: 'test-loud',
  kind: 'noise',
  stations: ['noise-w'],
  label: { zh: '噪声', en: 'Loud & <clear>' },
  response: { zh: '处置', en: 'Act' },
  severity: 'orange',
  when: { type: 'threshold', value: 'LAeq', above: 80 },
}

it('a city warns once of an alarm, whatever becomes of the process, and ends the warning when it is over', async () => {
  const copy = rooms.use(copyOfShipped())
  copy.replace('city.yaml', 'issueFrom: orange', 'issueFrom: orange\n  holdMinutes: 0')
  const config = copy.folder
  const data = rooms.adopt(mkdtempSync(join(tmpdir(), 'citypulse-warnings-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  )
  const start = async () => rooms.use(await startCity({ data, config }))
  let city = await start()
  const credentials = await city.register({ id: 'noise-w', kind: 'noise', name: ']]>' })
  await city.api('PUT', `/rules/${RULE.id}`, { rule: RULE, why: 'for the test', version: 0 })
  const device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
  await device.send({ values: { LAeq: 91 } })
  const alarmOf = async (of: RunningCity) =>
    (await of.api<{ items: Alarm[] }>('GET', '/alarms?limit=500')).items.find(({ rule }) => rule === RULE.id)
  await until(async () => (await alarmOf(city)) !== undefined)
  await device[Symbol.asyncDispose]()
  await city.kill()

  city = await start()
  const { id } = (await alarmOf(city))!
  const issued = async () => (await city.api<{ items: IssuedWarning[] }>('GET', `/warnings?alarm=${id}`)).items
  await until(async () => (await issued()).length > 0)
  const feed = async () => (await fetch(`${city.url}/api/v1/warnings.atom`)).text()
  const [href = ''] = textsAt(await feed(), '/a:feed/a:entry/a:link/@href')
  const cap = await (await fetch(new URL(href, `${city.url}/api/v1/warnings.atom`))).text()
  expect([schemaFaults(cap), checkCap(cap), textsAt(cap, '//c:status')]).toEqual([[], [], ['Actual']])
  expect(textsAt(cap, '//c:info[2]/c:headline')).toEqual(['Orange warning, Loud & <clear> (Guzhong)'])

  const again = rooms.use(await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' }))
  await again.send({ values: { LAeq: 60 } })
  await until(async () => (await issued()).length === 2)
  expect((await issued()).map(({ n, msgType, cause, by }) => [n, msgType, cause, by])).toEqual([
    [2, 'Cancel', 'over', 'system'],
    [1, 'Alert', 'raise', 'system'],
  ])
  expect(textsAt(await feed(), '/a:feed/a:entry')).toEqual([])
})

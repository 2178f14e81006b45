import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { NO_DUTY } from '../domain/duty.ts'
import { CityError } from '../domain/errors.ts'
import { Rule } from '../domain/rule.ts'
import { findFaults, loadConfig } from './load.ts'
import { copyOfShipped, SHIPPED } from './testing/folder.ts'

describe('loadConfig', () => {
  it('loads the shipped city without a fault', () => {
    expect(findFaults(SHIPPED)).toEqual([])
    const config = loadConfig(SHIPPED)
    expect([...config.kinds.keys()]).toEqual(['air', 'manhole', 'noise', 'parking', 'traffic', 'waste', 'water'])
    expect(config.stations.length).toBeGreaterThan(290)
    expect(config.gateways).toHaveLength(6)
    expect(config.districts).toHaveLength(6)
    expect(config.mapFolder).toBe(join(SHIPPED, 'map'))
  })

  it('puts rules of kinds and of rule files into one list of whole rules', () => {
    const { rules } = loadConfig(SHIPPED)
    expect(rules.filter((rule) => !Value.Check(Rule, rule))).toEqual([])
    expect(rules.find(({ id }) => id === 'water-acid')).toMatchObject({ kind: 'water', owner: 'emergency' })
    expect(rules.find(({ id }) => id === 'flood-street')).toMatchObject({
      kind: 'manhole',
      districts: ['990104', '990105'],
    })
  })

  it('gives every kind three to six rules of its own, each with an answer in two languages', () => {
    for (const kind of loadConfig(SHIPPED).kinds.values()) {
      expect(kind.rules!.length, kind.id).toBeGreaterThanOrEqual(3)
      expect(kind.rules!.length, kind.id).toBeLessThanOrEqual(6)
      for (const { id, response } of kind.rules!) {
        expect(response.zh, id).toMatch(/\p{Script=Han}{4}/u)
        expect(response.en, id).toMatch(/[a-z]{3} /)
      }
    }
  })

  it('simulates every value of every kind', () => {
    for (const kind of loadConfig(SHIPPED).kinds.values())
      expect(Object.keys(kind.simulate!.signals).toSorted(), kind.id).toEqual(Object.keys(kind.values).toSorted())
  })

  it('takes a further kind from one file, and stations of it', () => {
    using copy = copyOfShipped()
    copy.write('kinds/light.yaml', LIGHT)
    copy.replace(
      'stations.yaml',
      'stations:\n',
      "stations:\n  - { id: light-1, kind: light, name: 灯一, district: '990101', lon: 123, lat: 31, traits: { lamp: led } }\n",
    )
    const config = loadConfig(copy.folder)
    expect(config.kinds.get('light')).toMatchObject({ headline: 'lux', everySeconds: 30 })
    expect(config.rules.find(({ id }) => id === 'light-dark')).toMatchObject({ kind: 'light', severity: 'yellow' })
    expect(config.stations[0]).toMatchObject({ id: 'light-1', traits: { lamp: 'led' } })
  })

  it('reads YAML 1.2: no, on and dates are words', () => {
    using copy = copyOfShipped()
    copy.replace(
      'departments.yaml',
      'id: health, label: { zh: 卫生健康委员会, en: Health }',
      'id: no, label: { zh: on, en: 2026-01-01 }',
    )
    copy.write('duty.yaml', copy.read('duty.yaml').replaceAll('department: health', 'department: no'))
    expect(loadConfig(copy.folder).departments).toContainEqual(
      expect.objectContaining({ id: 'no', label: { zh: 'on', en: '2026-01-01' } }),
    )
  })

  it('loads a city without a duty plan, in which nobody is on duty', () => {
    using copy = copyOfShipped()
    rmSync(join(copy.folder, 'duty.yaml'))
    expect(loadConfig(copy.folder).duty).toEqual(NO_DUTY)
  })

  it('tells every fault of every file at once, by file and line, as one error', () => {
    using copy = copyOfShipped()
    const owner = copy.replace('kinds/air.yaml', 'owner: ecology', 'owner: ecolgy')
    const unit = copy.replace('kinds/waste.yaml', '  temperature:\n    unit: Cel', '  temperature:\n    unit: C')
    const station = copy.replace('stations.yaml', 'id: air-002, kind: air', 'id: air-001, kind: airr')
    copy.write('rules/smog.yaml', 'rules: []\nextra: 1\n')
    const error = caught(() => loadConfig(copy.folder))
    expect(error).toBeInstanceOf(CityError)
    expect((error as CityError).code).toBe('config-invalid')
    expect((error as CityError).message.split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(`^kinds/air.yaml:${owner}: owner is "ecolgy", expected .*did you mean "ecology"`),
      ),
      expect.stringMatching(
        new RegExp(`^kinds/waste.yaml:${unit + 1}: values.temperature.unit is "C", expected a UCUM code`),
      ),
      expect.stringMatching(/^rules\/smog.yaml:2: the file has the unknown key "extra", expected no further key/),
      expect.stringMatching(new RegExp(`^stations.yaml:${station}: kind is "airr", .*did you mean "air"`)),
      expect.stringMatching(
        new RegExp(`^stations.yaml:${station}: the station id "air-001" is taken by stations.yaml:${station - 1},`),
      ),
    ])
  })

  it('asks the table of units that it is given', () => {
    const faults = findFaults(SHIPPED, { isUnit: (code) => code !== 'hPa' })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatchObject({ file: 'kinds/air.yaml', found: 'values.pressure.unit is "hPa"' })
  })

  it('tells of a folder and of files that are not there', () => {
    expect(findFaults('/no/such/place')).toMatchObject([{ file: '/no/such/place', line: 0, found: 'no such folder' }])
    using copy = copyOfShipped()
    rmSync(join(copy.folder, 'departments.yaml'))
    rmSync(join(copy.folder, 'rules'), { recursive: true })
    mkdirSync(join(copy.folder, 'rules'))
    rmSync(join(copy.folder, 'kinds'), { recursive: true })
    const faults = findFaults(copy.folder)
    expect(faults).toContainEqual(expect.objectContaining({ file: 'departments.yaml', line: 0, found: 'no such file' }))
    expect(faults).toContainEqual(expect.objectContaining({ file: 'kinds', line: 0, found: 'no such folder' }))
  })

  it('does not blame the stations for a file of departments that is broken', () => {
    using copy = copyOfShipped()
    copy.write('departments.yaml', 'departments: [\n')
    const files = new Set(findFaults(copy.folder).map(({ file }) => file))
    expect([...files]).toEqual(['departments.yaml'])
  })
})

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

const LIGHT = `
id: light
label: { zh: 路灯, en: Street light }
owner: urban-management
sharing: on-demand
everySeconds: 30
shape: star
headline: lux
values:
  lux: { unit: '1', label: { zh: 照度, en: Illuminance }, decimals: 0, fail: [0, 200000], suspect: [0, 120000] }
  power: { unit: '%', label: { zh: 功率, en: Power }, decimals: 0, fail: [0, 100] }
index:
  model: bands
  value: lux
  falling: true
  levels:
    - { from: 15, label: { zh: 明亮, en: Bright }, colour: '#F2C80F' }
    - { from: 0, label: { zh: 昏暗, en: Dark }, colour: '#333333' }
traits:
  lamp: { label: { zh: 光源, en: Lamp }, type: text, oneOf: [led, sodium], default: led }
rules:
  - id: light-dark
    label: { zh: 路灯不亮, en: Light is out }
    severity: yellow
    when: { type: index, level: 2, forSeconds: 600 }
    response: { zh: 派维修车。, en: Send the repair crew. }
simulate:
  signals:
    lux: { base: 20, daily: { swing: 10, peaks: [22] }, min: 0 }
    power: { base: 60, noise: 2, min: 0, max: 100 }
`

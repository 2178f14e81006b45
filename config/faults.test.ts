import { describe, expect, it } from 'vitest'
import { findFaults } from './load.ts'
import { copyOfShipped } from './testing/folder.ts'

/** [what is wrong, file, piece that stands once, by what it is replaced, lines below the piece, what the fault says]. */
type Case = readonly [string, string, string, string, number, RegExp]

const STATION = 'id: air-003, kind: air'
const RULE = 'level: 5, forSeconds: 300, clearForSeconds: 600 }'

const CASES: readonly Case[] = [
  ['broken YAML', 'city.yaml', 'map: map', 'map: {', 1, /^broken YAML: /],
  [
    'a key given twice',
    'city.yaml',
    'map: map',
    'map: map\nmap: map',
    1,
    /^the key "map" a second time, expected each key once$/,
  ],
  [
    'an unknown key that is near another',
    'kinds/air.yaml',
    'headline: pm25',
    'headlin: pm25',
    0,
    /unknown key "headlin", .*did you mean "headline"/,
  ],
  ['a key that is lacking', 'kinds/air.yaml', 'headline: pm25\n', '', -7, /^the file has no headline, expected text$/],
  [
    'a comma in a text without quotes',
    'kinds/air.yaml',
    'en: Air quality }',
    'en: Air, quality }',
    0,
    /unknown key "quality", .*a text with a comma goes in quotes/,
  ],
  [
    'a word outside of its list',
    'kinds/air.yaml',
    'sharing: mandatory',
    'sharing: mandatry',
    0,
    /^sharing is "mandatry", expected one of .*did you mean "mandatory"/,
  ],
  [
    'a number where text belongs',
    'city.yaml',
    "id: '990103'",
    'id: 990103',
    0,
    /^districts\[2\].id is 990103, expected text like .*put it in quotes/,
  ],
  [
    'a number out of its range',
    'stations.yaml',
    'lat: 31.01119, vendor',
    'lat: 131.5, vendor',
    0,
    /lat is 131.5, expected a number from -90 to 90/,
  ],
  [
    'a tuple of the wrong length',
    'city.yaml',
    'centre: [123, 31]',
    'centre: [123]',
    0,
    /^centre is a list of 1, expected a list of 2/,
  ],
  [
    'a value of a condition that is no number',
    'kinds/air.yaml',
    'above: 115, clear: 100',
    'above: high, clear: 100',
    0,
    /rules\[2\].when.above is "high", expected a number/,
  ],
  [
    'a condition of an unknown type',
    'kinds/air.yaml',
    'type: silent',
    'type: slient',
    0,
    /when.type is "slient", expected one of threshold, silent, index.*did you mean "silent"/,
  ],
  [
    'a reserved kind id',
    'kinds/air.yaml',
    'id: air\n',
    'id: alarms\n',
    0,
    /^id is "alarms", expected a word that the topics do not use/,
  ],
  [
    'a kind under another name than its file',
    'kinds/air.yaml',
    'id: air\n',
    'id: aer\n',
    0,
    /^id is "aer", expected the name of the file/,
  ],
  [
    'a headline that is no value',
    'kinds/air.yaml',
    'headline: pm25',
    'headline: pm2',
    0,
    /^headline is "pm2", .*did you mean "pm25"/,
  ],
  [
    'a unit outside of the table',
    'kinds/noise.yaml',
    'LAmax:\n    unit: dB{A}',
    'LAmax:\n    unit: dB(A)',
    1,
    /values.LAmax.unit is "dB\(A\)", expected a UCUM code/,
  ],
  ['a span upside down', 'kinds/air.yaml', 'fail: [-50, 60]', 'fail: [60, -50]', 0, /runs from 60 to -50/],
  [
    'a suspect span outside of the fail span',
    'kinds/air.yaml',
    'suspect: [-35, 45]',
    'suspect: [-35, 99]',
    0,
    /expected a span within fail, -50 to 60/,
  ],
  [
    'a relation of an unknown value',
    'kinds/air.yaml',
    'atMost: { value: pm10, plus: 5 }',
    'atMost: { value: pm11, plus: 5 }',
    0,
    /relations\[1\].atMost.value is "pm11"/,
  ],
  [
    'a relation that marks an unknown value',
    'kinds/water.yaml',
    'marks: [N-TOT, ammoniaNitrogen]',
    'marks: [N-TOT, ammonia]',
    0,
    /relations\[0\].marks\[1\] is "ammonia"/,
  ],
  [
    'a trait default outside of its list',
    'kinds/noise.yaml',
    "default: '2'",
    "default: '5'",
    0,
    /traits.zone.default is "5"/,
  ],
  [
    'levels out of order',
    'kinds/waste.yaml',
    'from: 80',
    'from: 50',
    0,
    /index.levels\[2\].from is 50, expected more than the level before, 60/,
  ],
  [
    'an index rule beyond the worst level',
    'kinds/waste.yaml',
    'level: 4',
    'level: 5',
    0,
    /when.level is 5, expected at most 4/,
  ],
  [
    'an index rule of a kind without an index',
    'kinds/manhole.yaml',
    'index:\n  model: bands',
    'retired:\n  model: bands',
    0,
    /unknown key "retired"/,
  ],
  [
    'a signal of an unknown value',
    'kinds/air.yaml',
    '    pressure: { base',
    '    presure: { base',
    0,
    /simulate.signals.presure is "presure", .*did you mean "pressure"/,
  ],
  [
    'a signal that leans on an unknown trait',
    'kinds/noise.yaml',
    'noise: 1.8, min: 38, byTrait: { zone:',
    'noise: 1.8, min: 38, byTrait: { area:',
    0,
    /byTrait.area is not a trait of the kind, expected one of zone/,
  ],
  [
    'a rule with neither above nor below',
    'kinds/air.yaml',
    'above: 115, clear: 100,',
    '',
    0,
    /neither above nor below/,
  ],
  [
    'a rule that clears beyond where it raises',
    'kinds/air.yaml',
    'above: 115, clear: 100',
    'above: 115, clear: 130',
    0,
    /when.clear is 130, expected at most the level it raises above, 115/,
  ],
  [
    'a rule of a kind that names an unknown value',
    'kinds/air.yaml',
    'value: pm25, above: 115',
    'value: pm26, above: 115',
    0,
    /rules\[2\].when.value is "pm26", expected a value of air/,
  ],
  [
    'a rule file that names an unknown value',
    'rules/smog.yaml',
    'value: pm10',
    'value: pm100',
    0,
    /value is "pm100", expected a value of air/,
  ],
  [
    'a rule of an unknown kind',
    'rules/flood.yaml',
    'id: flood-watch\n    kind: water',
    'id: flood-watch\n    kind: warter',
    1,
    /^rules\[0\].kind is "warter"|^kind is "warter", .*did you mean "water"/,
  ],
  ['a rule for an unknown district', 'rules/smog.yaml', "['990101']", "['990109']", 0, /districts\[0\] is "990109"/],
  [
    'a rule for an unknown station',
    'rules/smog.yaml',
    "districts: ['990101']",
    'stations: [air-999]',
    0,
    /stations\[0\] is "air-999"/,
  ],
  [
    'a rule for a station of another kind',
    'rules/smog.yaml',
    "districts: ['990101']",
    'stations: [noise-001]',
    0,
    /station "noise-001" is of kind noise, expected a station of kind air/,
  ],
  [
    'a rule owned by an unknown department',
    'rules/smog.yaml',
    'owner: urban-management',
    'owner: urban',
    0,
    /owner is "urban"/,
  ],
  [
    'two rules of one id',
    'rules/smog.yaml',
    'id: smog-red',
    'id: air-silent',
    0,
    /the rule id "air-silent" is taken by kinds\/air.yaml:\d+/,
  ],
  ['two departments of one id', 'departments.yaml', 'id: data', 'id: health', 0, /the department id "health" is taken/],
  ['two districts of one id', 'city.yaml', "id: '990102'", "id: '990101'", 0, /the district id "990101" is taken/],
  [
    'a station of an unknown kind',
    'stations.yaml',
    STATION,
    'id: air-003, kind: aire',
    0,
    /^kind is "aire", .*did you mean "air"/,
  ],
  [
    'a station under the id of another',
    'stations.yaml',
    STATION,
    'id: air-001, kind: air',
    0,
    /the station id "air-001" is taken by stations.yaml:\d+/,
  ],
  [
    'a station under the id of a gateway',
    'stations.yaml',
    STATION,
    'id: gw-01, kind: air',
    0,
    /the station id "gw-01" is taken/,
  ],
  [
    'a station of an unknown department',
    'stations.yaml',
    STATION,
    `${STATION}, owner: nobody`,
    0,
    /^owner is "nobody"/,
  ],
  [
    'a station behind an unknown gateway',
    'stations.yaml',
    STATION,
    `${STATION}, gateway: gw-07`,
    0,
    /^gateway is "gw-07", .*did you mean "gw-0/,
  ],
  [
    'a station with an id that is no topic level',
    'stations.yaml',
    STATION,
    'id: air/003, kind: air',
    0,
    /id is "air\/003", expected text like/,
  ],
  [
    'a trait that the kind has not',
    'stations.yaml',
    'id: parking-001, kind: parking,',
    'id: parking-001, kind: noise,',
    0,
    /the trait "landUse", which noise has not, expected one of zone/,
  ],
  [
    'a time zone that nobody knows',
    'city.yaml',
    'Asia/Shanghai',
    'Asia/Yunlan',
    0,
    /^timeZone is "Asia\/Yunlan", expected an IANA name/,
  ],
  [
    'an offset that is not that of the time zone',
    'city.yaml',
    'utcOffsetMinutes: 480',
    'utcOffsetMinutes: 420',
    0,
    /expected 480, as Asia\/Shanghai has/,
  ],
  [
    'a map folder without a map',
    'city.yaml',
    'map: map',
    'map: maps',
    0,
    /map is "maps", where \w+.geojson is not there/,
  ],
]

describe('findFaults', () => {
  it.each(CASES)('finds %s', (_, file, piece, by, below, expected) => {
    using copy = copyOfShipped()
    const line = copy.replace(file, piece, by) + below
    const faults = findFaults(copy.folder)
    const there = faults.filter((fault) => fault.file === file && fault.line === line)
    expect(
      there.map(({ found, expected }) => `${found}, expected ${expected}`),
      JSON.stringify(faults.slice(0, 3)),
    ).toContainEqual(expect.stringMatching(expected))
  })

  it('finds a station outside of the bounds of the city, and one with a trait out of its list', () => {
    using copy = copyOfShipped()
    const text = copy.read('stations.yaml').split('\n')
    const noise = text.findIndex((line) => line.includes('id: noise-001,'))
    text[noise] = text[noise]!.replace(/lon: [\d.]+/, 'lon: 124.5').replace(/zone: '\w+'/, "zone: '7'")
    copy.write('stations.yaml', text.join('\n'))
    expect(findFaults(copy.folder)).toMatchObject([
      {
        file: 'stations.yaml',
        line: noise + 1,
        found: 'lon is 124.5',
        expected: expect.stringContaining('the bounds of the city'),
      },
      { file: 'stations.yaml', line: noise + 1, found: 'traits.zone is "7"', expected: 'one of 0, 1, 2, 3, 4a, 4b' },
    ])
  })

  it('finds files of another type in the folders of kinds and rules', () => {
    using copy = copyOfShipped()
    copy.write('kinds/light.yml', 'id: light\n')
    expect(findFaults(copy.folder)).toMatchObject([{ file: 'kinds/light.yml', expected: 'a name that ends in .yaml' }])
  })

  it('takes an empty file for one that lacks everything', () => {
    using copy = copyOfShipped()
    copy.write('kinds/empty.yaml', '# nothing yet\n')
    const lacking = findFaults(copy.folder).filter(({ file, line }) => file === 'kinds/empty.yaml' && line === 1)
    expect(lacking.map(({ found }) => found)).toContain('the file has no values')
  })

  it('points into the list item, however the YAML is laid out', () => {
    using copy = copyOfShipped()
    copy.write('rules/own.yaml', RULES_BY_ANCHOR)
    expect(findFaults(copy.folder)).toMatchObject([
      { file: 'rules/own.yaml', line: 8, found: 'rules[0].when.value is "nox"'.replace('rules[0].', '') },
      { file: 'rules/own.yaml', line: 15, found: 'rules[1].severity is "purple"' },
    ])
  })

  it('keeps to the rule that is wrong when another of the file is well', () => {
    using copy = copyOfShipped()
    const line = copy.replace('kinds/air.yaml', RULE, RULE.replace('5', '1'))
    expect(findFaults(copy.folder)).toMatchObject([
      { file: 'kinds/air.yaml', line, found: 'rules[0].when.level is 1', expected: 'a whole number of at least 2' },
    ])
  })
})

const RULES_BY_ANCHOR = `rules:
  - id: own-one
    kind: air
    label: &label { zh: 一, en: One }
    severity: blue
    when:
      type: threshold
      value: nox
      above: 1
    response: *label
  -
    id: own-two
    kind: air
    label: *label
    severity: purple
    when: { type: silent, intervals: 3 }
    response: *label
`

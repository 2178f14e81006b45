import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgesOf } from './area.ts'
import { buildAlert } from './build.ts'
import { checkCap } from './check.ts'
import { cnXml } from './cn.ts'
import { anyContext, anyFacts, anyWarning, CONTEXT, factsOf, NOON, WARNING } from './testing/sample.ts'
import { isWellFormed, schemaFaults, textsAt } from './testing/schema.ts'
import { capTime, capTimeOf, cnTime } from './time.ts'
import { capXml } from './write.ts'
import { cleanText } from './xml.ts'

const xmlOf = (...of: Parameters<typeof buildAlert>) => capXml(buildAlert(...of))

describe('a CAP 1.2 document', () => {
  it('is valid by the schema of OASIS and by every rule, whatever the texts, the place and the step of the chain', () => {
    fc.assert(
      fc.property(anyWarning, anyFacts, anyContext, (warning, facts, context) => {
        const xml = xmlOf(warning, facts, context)
        expect(schemaFaults(xml)).toEqual([])
        expect(checkCap(xml)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('carries every text through as it is, but for what XML 1.0 cannot hold', () => {
    fc.assert(
      fc.property(anyWarning, anyContext, (warning, context) => {
        const xml = xmlOf(warning, factsOf(), context)
        const [zh, en] = textsAt(xml, '//c:instruction')
        const expected = [warning.response.zh, warning.response.en].map(cleanText).filter((text) => text !== '')
        expect([zh, en].filter((text) => text !== undefined)).toEqual(expected)
      }),
    )
  })

  it('says in two languages what, where, how bad and what to do', () => {
    const xml = xmlOf(WARNING, factsOf(), CONTEXT)
    const at = (path: string) => textsAt(xml, path)
    expect(at('//c:language')).toEqual(['zh-CN', 'en-US'])
    expect(at('//c:headline')).toEqual([
      '云澜市应急指挥中心发布洪水橙色预警（石港区）',
      'Orange warning, Flood alarm (Shigang)',
    ])
    expect(at('//c:sent')).toEqual(['2026-11-25T12:00:01+08:00'])
    expect(at('//c:info[1]/c:category')).toEqual(['Met', 'Infra'])
    expect([...at('//c:urgency'), ...at('//c:severity'), ...at('//c:certainty')]).toEqual([
      'Immediate',
      'Immediate',
      'Severe',
      'Severe',
      'Observed',
      'Observed',
    ])
    expect(at('//c:info[2]/c:description')).toEqual([
      'Since 2026-11-25 11:58, Shigang (Dongdu): Flood alarm. Water level 6.23 m, limit 6.00 m. The low ground floods.',
    ])
    expect(at('//c:info[2]/c:instruction')).toEqual(['Move people out of the low ground.'])
    expect(at('//c:info[1]/c:parameter').map((text) => text.trim().split(/\s{2,}/))).toEqual([
      ['CN-AlertColour', 'Orange'],
      ['CN-AlertLevel', 'II'],
      ['Station', 'water-001'],
      ['Value', 'waterLevel'],
      ['Reading', '6.23 m'],
      ['Limit', '6.00 m'],
    ])
    expect(at('//c:info[1]/c:area/c:areaDesc')).toEqual(['石港区', '东渡水位站'])
    expect(at('//c:info[1]//c:geocode/c:value')).toEqual(['990105'])
    expect(at('//c:info[1]//c:circle')).toEqual(['30.94,123.07 0.5'])
  })

  it('refers to every earlier message of its chain', () => {
    const references = [factsOf({ n: 1 }), factsOf({ n: 2 })]
    const xml = xmlOf(WARNING, factsOf({ n: 3, msgType: 'Cancel', cause: 'over', references }), CONTEXT)
    expect(textsAt(xml, '//c:references')).toEqual([
      'warnings@yunlan.example,alarm-Ab3_-9-1,2026-11-25T12:00:01+08:00 warnings@yunlan.example,alarm-Ab3_-9-2,2026-11-25T12:00:02+08:00',
    ])
    expect(textsAt(xml, '//c:responseType')).toEqual(['AllClear', 'AllClear'])
    expect(textsAt(xml, '//c:expires')).toEqual([])
  })

  it.each([
    ['Exercise', '【演练】', 'EXERCISE: '],
    ['Test', '【测试】', 'TEST: '],
    ['System', '【系统】', 'SYSTEM: '],
    ['Draft', '【草稿】', 'DRAFT: '],
  ] as const)('of status %s says so first in its headlines', (status, zh, en) => {
    const headlines = textsAt(xmlOf(WARNING, factsOf({ status }), CONTEXT), '//c:headline')
    expect(headlines[0]!.startsWith(zh) && headlines[1]!.startsWith(en)).toBe(true)
  })
})

describe("China's dialect", () => {
  it('is as the sample has it', () => {
    const result = cnXml(WARNING, factsOf({ entry: NOON + 1003 }), CONTEXT)
    const xml = 'xml' in result ? result.xml : ''
    const at = (path: string) => textsAt(xml, path)
    expect(xml).toContain('\n<alert>\n')
    expect(at('/alert/identifier')).toEqual(['99010000000000_20261125120001_3'])
    expect(at('/alert/senderCode')).toEqual(['99010000000000'])
    expect(at('/alert/sendTime')).toEqual(['2026-11-25 12:00:01+08:00'])
    expect(at('/alert/code/method/methodName')).toEqual(['SMS', 'WEB'])
    expect(at('/alert/secClassification')).toEqual(['None'])
    expect(at('/alert/info/eventType')).toEqual(['99A01'])
    expect([...at('/alert/info/urgency'), ...at('/alert/info/severity'), ...at('/alert/info/certainty')]).toEqual([
      'Unknown',
      'Orange',
      'Unknown',
    ])
    expect(at('/alert/info/headline')).toEqual(['云澜市应急指挥中心发布洪水橙色预警[II级/重大]'])
    expect(at('/alert/info/area/geocode')).toEqual(['990105000000'])
  })

  it('is readable XML, whatever the texts', () => {
    fc.assert(
      fc.property(anyWarning, anyFacts, anyContext, (warning, facts, context) => {
        const result = cnXml({ ...warning, kind: 'air', districts: ['990101'] }, facts, context)
        expect('xml' in result && isWellFormed(result.xml)).toBe(true)
        expect('xml' in result && textsAt(result.xml, '/alert/info/severity')).toHaveLength(1)
      }),
      { numRuns: 100 },
    )
  })

  it('says what is missing in the configuration', () => {
    const policy = { ...CONTEXT.policy, cn: { ...CONTEXT.policy.cn, eventTypes: {} } }
    expect(cnXml({ ...WARNING, districts: ['east'] }, factsOf({ senderCode: null }), { ...CONTEXT, policy })).toEqual({
      missing: [
        'warnings.cn.senderCode: the 14 characters of whoever issues',
        'warnings.cn.eventTypes: a code for water',
        'districts: east is no code of GB/T 2260',
      ],
    })
  })
})

describe('the edges of districts', () => {
  const square = [
    [121, 31],
    [121, 32],
    [122, 32],
    [122, 31],
    [121, 31],
  ]
  const feature = (type: string, coordinates: unknown) => ({
    type: 'Feature',
    properties: { id: 'a' },
    geometry: { type, coordinates },
  })

  it('are closed, latitude first, counter-clockwise, without their holes', () => {
    const open = square.slice(0, -1)
    const doubled = [...open.slice(0, 2), ...open.slice(1)]
    const expected = [
      [
        [31, 121],
        [31, 122],
        [32, 122],
        [32, 121],
        [31, 121],
      ],
    ]
    for (const ring of [square, open, doubled, square.toReversed()]) {
      const [first] = edgesOf({ features: [feature('Polygon', [ring, square])] }).get('a')!
      expect(new Set(first!.map(String))).toEqual(new Set(expected[0]!.map(String)))
      expect([first![0], first!.length]).toEqual([first!.at(-1), 5])
      const area = first!.slice(1).reduce((sum, [lat, lon], i) => sum + first![i]![1] * lat - lon * first![i]![0], 0)
      expect(area).toBeGreaterThan(0)
    }
  })

  it('are several where a district lies in parts, and none of what is no ring', () => {
    const far = square.map(([lon, lat]) => [lon! + 5, lat])
    expect(edgesOf({ features: [feature('MultiPolygon', [[square], [far]])] }).get('a')).toHaveLength(2)
    const line = [
      [1, 1],
      [2, 2],
      [1, 1],
    ]
    for (const odd of [
      feature('Point', [1, 2]),
      feature('Polygon', [line]),
      feature('Polygon', [[[200, 1]]]),
      null,
      {},
    ])
      expect(edgesOf({ features: [odd] }).get('a') ?? []).toEqual([])
    expect(edgesOf(null).size).toBe(0)
  })

  it('are there for each district of the shipped map', () => {
    const file = join(import.meta.dirname, '../../config/map/districts.geojson')
    const edges = edgesOf(JSON.parse(readFileSync(file, 'utf8')))
    expect([...edges.values()].map((rings) => rings.length)).toEqual([1, 1, 1, 1, 1, 1])
  })
})

describe('a moment', () => {
  it('is written without Z and fraction, and read back to the second', () => {
    expect(capTime(NOON + 999, 480)).toBe('2026-11-25T12:00:00+08:00')
    expect(capTime(NOON, 0)).toBe('2026-11-25T04:00:00-00:00')
    expect(capTime(NOON, -210)).toBe('2026-11-25T00:30:00-03:30')
    expect(cnTime(NOON, 480)).toBe('2026-11-25 12:00:00+08:00')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -720, max: 840 }), (at, offset) => {
        expect(capTimeOf(capTime(at, offset))).toBe(Math.floor(at / 1000) * 1000)
      }),
    )
  })

  it.each([
    '2026-11-25T04:00:00Z',
    '2026-11-25T04:00:00.5+08:00',
    '2026-11-25T04:00:00',
    '2026-02-29T04:00:00+08:00',
    '2026-13-01T04:00:00+08:00',
    '2026-11-25T24:00:00+08:00',
    '2026-11-25T04:00:00+15:00',
    '2026-11-25T04:00:00,08:00',
    '2026-11-25 04:00:00+08:00',
  ])('is not %s', (text) => expect(capTimeOf(text)).toBeUndefined())
})

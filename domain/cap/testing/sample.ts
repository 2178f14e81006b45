import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Alarm } from '../../alarm.ts'
import type { Kind } from '../../kind.ts'
import { SEVERITIES } from '../../severity.ts'
import { CAP } from '../alert.ts'
import { edgesOf } from '../area.ts'
import type { WarningContext } from '../context.ts'
import { identifierOf, type MessageFacts } from '../message.ts'
import type { WarningPolicy } from '../policy.ts'
import { type Warning, warningOfAlarm } from '../warning.ts'

const FILE = join(import.meta.dirname, '../../../config/map/districts.geojson')
export const NOON = Date.UTC(2026, 10, 25, 4)

export const POLICY: WarningPolicy = {
  sender: 'warnings@yunlan.example',
  senderName: { zh: '云澜市应急指挥中心', en: 'Yunlan Emergency Command' },
  contact: undefined,
  publicUrl: undefined,
  scope: 'Public',
  restriction: 'for departments only',
  issueFrom: 'orange',
  kinds: null,
  exceptRules: [],
  expiresMinutes: 360,
  holdMinutes: 0,
  simulated: 'Exercise',
  stationRadiusKm: 0.5,
  categories: {},
  cn: {
    senderCode: '99010000000000',
    eventTypes: { water: '99A01', air: '99A02' },
    methods: ['SMS', 'WEB'],
    secClassification: 'None',
  },
}

const WATER = {
  id: 'water',
  sharing: 'mandatory',
  values: { waterLevel: { unit: 'm', label: { zh: '水位', en: 'Water level' }, decimals: 2 } },
} as unknown as Kind

export const CONTEXT: WarningContext = {
  label: { zh: '云澜市', en: 'Yunlan' },
  bounds: [122.8, 30.8, 123.2, 31.2],
  utcOffsetMinutes: 480,
  policy: POLICY,
  districts: new Map([
    ['990101', { zh: '鼓钟区', en: 'Guzhong' }],
    ['990105', { zh: '石港区', en: 'Shigang' }],
  ]),
  edges: edgesOf(JSON.parse(readFileSync(FILE, 'utf8'))),
  stationOf: (id) =>
    id === 'water-001' ? { name: { zh: '东渡水位站', en: 'Dongdu' }, lon: 123.07, lat: 30.94 } : undefined,
  kindOf: (id) => (id === 'water' ? WATER : undefined),
}

export const ALARM: Alarm = {
  id: 'Ab3_-9',
  rule: 'flood-alarm',
  label: { zh: '洪水橙色告警', en: 'Flood alarm' },
  response: { zh: '转移低洼地区居民。', en: 'Move people out of the low ground.' },
  consequence: { zh: '低洼地区进水。', en: 'The low ground floods.' },
  severity: 'orange',
  state: 'unacknowledged',
  active: true,
  acknowledged: false,
  kind: 'water',
  station: 'water-001',
  district: '990105',
  owner: 'water',
  raisedAt: NOON - 61_500,
  clearedAt: null,
  ackedAt: null,
  ackedBy: null,
  assignee: null,
  shelvedUntil: null,
  value: 'waterLevel',
  reading: 6.234,
  limit: 6,
  unit: 'm',
  grade: 0,
  ackBy: null,
  respondBy: null,
  late: false,
  count: 1,
  simulated: false,
  incident: null,
  seq: 1,
}

export const WARNING: Warning = warningOfAlarm(ALARM)

export function factsOf(of: Partial<MessageFacts> = {}): MessageFacts {
  const n = of.n ?? 1
  return {
    n,
    chain: 1,
    msgType: 'Alert',
    cause: 'raise',
    status: 'Actual',
    sender: 'warnings@yunlan.example',
    identifier: identifierOf('alarm', 'Ab3_-9', n),
    sentAt: NOON + n * 1000,
    entry: NOON + n * 1000,
    senderCode: '99010000000000',
    expiresAt: NOON + 6 * 3_600_000,
    references: [],
    why: null,
    ...of,
  }
}

/** Texts as nobody should write them: control characters, markup, half characters, overrides, very long ones. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(
      '\ud800',
      '\udfff',
      '\0',
      '\u202e',
      ']]>',
      '<',
      '&',
      '"',
      '\r',
      '\n',
      '\t',
      '\ufffe',
      '警',
      ' ',
    ),
  }),
  fc.constantFrom('</info></alert>', '<!DOCTYPE a [<!ENTITY b "c">]>', ' ', '预警', '红色预警', 'x'.repeat(5000)),
)
const label = fc.record({ zh: hostile, en: hostile })
const place = fc.constantFrom('990101', '990102', '990103', '990105', 'nowhere')

/** Any warning, with hostile texts. */
export const anyWarning: fc.Arbitrary<Warning> = fc.record({
  source: fc.constantFrom('alarm' as const, 'incident' as const),
  id: fc.stringMatching(/^[\w-]{1,20}$/),
  kind: fc.constantFrom('water', 'air', 'noise', 'traffic', 'monitor', 'gateways', 'constructor'),
  rule: fc.option(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/)),
  label,
  response: label,
  consequence: fc.option(label),
  severity: fc.constantFrom(...SEVERITIES),
  isActive: fc.boolean(),
  isLate: fc.boolean(),
  aside: fc.constantFrom(null, 'shelved'),
  isSimulated: fc.boolean(),
  onsetAt: fc.integer({ min: NOON - 1e9, max: NOON }),
  endedAt: fc.option(fc.integer({ min: NOON, max: NOON + 1e6 })),
  districts: fc.uniqueArray(place, { maxLength: 4 }),
  stations: fc.uniqueArray(fc.constantFrom('water-001', 'gone'), { maxLength: 2 }),
  crossing: fc.option(
    fc.record({
      value: fc.option(fc.constantFrom('waterLevel', 'toString', 'pm25')),
      reading: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      limit: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      unit: fc.option(fc.constantFrom('m', 'ug/m3', '1', 'dB{A}')),
    }),
  ),
  count: fc.integer({ min: 1, max: 5 }),
  seq: fc.integer({ min: 1, max: 1e6 }),
})

/** Any city: names, policy and clock. */
export const anyContext: fc.Arbitrary<WarningContext> = fc
  .record({
    label,
    name: hostile,
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    offset: fc.constantFrom(480, 0, -210, 345, 840, -720),
    senderName: label,
    restriction: hostile,
    contact: fc.option(hostile, { nil: undefined }),
    publicUrl: fc.constantFrom(undefined, 'https://city.example/pulse'),
    scope: fc.constantFrom('Public' as const, 'Restricted' as const),
    categories: fc.constantFrom({}, { air: ['Health', 'Env'] as const }),
  })
  .map(({ label, name, lon, lat, offset, ...policy }) => ({
    ...CONTEXT,
    label,
    utcOffsetMinutes: offset,
    districts: new Map([['990101', label]]),
    stationOf: (id: string) => (id === 'water-001' ? { name: { zh: name, en: name }, lon, lat } : undefined),
    policy: { ...POLICY, ...policy },
  }))

/** Any message of a chain. */
export const anyFacts: fc.Arbitrary<MessageFacts> = fc
  .record({
    n: fc.integer({ min: 1, max: 6 }),
    isEnd: fc.boolean(),
    cause: fc.constantFrom('over' as const, 'withdrawn' as const),
    status: fc.constantFrom(...CAP.status),
    why: fc.option(hostile),
    entry: fc.integer({ min: 0, max: 9 }).map((which) => NOON + 6000 + which),
  })
  .map(({ n, isEnd, cause, status, why, entry }) =>
    factsOf({
      n,
      status,
      why,
      entry,
      msgType: n === 1 ? 'Alert' : isEnd ? 'Cancel' : 'Update',
      cause: n === 1 ? 'raise' : isEnd ? cause : 'severity',
      references: Array.from({ length: n - 1 }, (_, i) => factsOf({ n: i + 1 })),
    }),
  )

import type { Kind } from '../domain/kind.ts'
import type { Gateway, Station } from '../domain/station.ts'
import type { CityModel } from './world.ts'

/** A town small enough to reason about, for tests: what is asked of the simulator must not hang on one city's files. */
export function modelTown(stations: readonly Station[], gateways: readonly Gateway[] = []): CityModel {
  const kinds = new Map([air, water, noise, traffic, parking].map((kind) => [kind.id, kind]))
  const rules = [...kinds.values()].flatMap((kind) => (kind.rules ?? []).map((rule) => ({ ...rule, kind: kind.id })))
  return { kinds, stations, gateways, rules }
}

export function station(id: string, kind: string, place: Partial<Station> = {}): Station {
  return { id, kind, name: id, district: 'd1', lon: 120.1, lat: 30.1, simulated: true, ...place }
}

const words = (text: string) => ({ zh: text, en: text })
const feed = { owner: 'ecology', sharing: 'mandatory', everySeconds: 60, shape: 'circle' } as const
const value = (unit: string, decimals: number, more: object = {}) => ({ unit, label: words(unit), decimals, ...more })
const rule = (id: string, when: object) =>
  ({ id, label: words(id), response: words(id), severity: 'yellow', when: { type: 'threshold', ...when } }) as never

const air: Kind = {
  ...feed,
  id: 'air',
  label: words('air'),
  headline: 'pm25',
  values: {
    pm25: value('ug/m3', 1, { fail: [0, 1000], suspect: [0, 500], spike: [60, 150], ratePerMinute: 100 }),
    pm10: value('ug/m3', 1, { fail: [0, 2000], suspect: [0, 1000] }),
    so2: value('ug/m3', 1, { fail: [0, 1310], suspect: [0, 800] }),
    temperature: value('Cel', 1, { fail: [-50, 60], suspect: [-35, 45] }),
    windDirection: value('deg', 0, { fail: [0, 360] }),
  },
  relations: [{ id: 'fine', value: 'pm25', atMost: { value: 'pm10', times: 1.1, plus: 5 }, marks: ['pm25'], flag: 3 }],
  rules: [rule('pm25-high', { value: 'pm25', above: 115, clear: 100, forSeconds: 180 })],
  simulate: {
    signals: {
      pm25: {
        base: 32,
        spread: 3,
        daily: { swing: 6, peaks: [8, 21] },
        fields: { haze: 13, rain: -4 },
        noise: 1.2,
        min: 4,
      },
      pm10: { base: 62, spread: 4, fields: { haze: 20 }, noise: 2.5, min: 14 },
      so2: { base: 9, spread: 1, fields: { haze: 3 }, noise: 0.5, min: 2 },
      temperature: { base: 19, spread: 0.4, daily: { swing: 4.5, peaks: [15] }, fields: { heat: 1 }, noise: 0.1 },
      windDirection: { base: 135 },
    },
  },
}

const water: Kind = {
  ...feed,
  id: 'water',
  label: words('water'),
  headline: 'O2',
  values: {
    O2: value('mg/L', 2, { fail: [0, 25], suspect: [0, 20] }),
    ammoniaNitrogen: value('mg/L', 3, { fail: [0, 100], suspect: [0, 10] }),
    cod: value('mg/L', 1, { fail: [0, 1000], suspect: [0, 200] }),
  },
  traits: { riverKm: { label: words('km'), type: 'number', default: -1 } },
  rules: [
    rule('ammonia-high', { value: 'ammoniaNitrogen', above: 2, clear: 1.5, forSeconds: 600 }),
    rule('oxygen-low', { value: 'O2', below: 3, clear: 3.5, forSeconds: 600 }),
  ],
  simulate: {
    signals: {
      O2: { base: 7.4, spread: 0.25, daily: { swing: 0.8, peaks: [15] }, noise: 0.06, min: 3.6 },
      ammoniaNitrogen: { base: 0.38, spread: 0.05, noise: 0.01, min: 0.03 },
      cod: { base: 14.5, spread: 0.8, noise: 0.25, min: 5 },
    },
  },
}

const noise: Kind = {
  ...feed,
  id: 'noise',
  label: words('noise'),
  headline: 'LAeq',
  values: {
    LAeq: value('dB{A}', 1, { fail: [20, 140], suspect: [30, 110], spike: [15, 30] }),
    LAmax: value('dB{A}', 1, { fail: [20, 140], suspect: [30, 125] }),
  },
  traits: { zone: { label: words('zone'), type: 'text', default: '2' } },
  rules: [
    rule('very-loud', { value: 'LAeq', above: 85, clear: 78, forSeconds: 180 }),
    rule('bang', { value: 'LAmax', above: 115, clear: 105 }),
  ],
  simulate: {
    signals: {
      LAeq: {
        base: 51,
        spread: 0.8,
        daily: { swing: 4.5, peaks: [9, 18] },
        noise: 0.5,
        byTrait: { zone: { '4a': 7 } },
      },
      LAmax: { base: 66, spread: 0.8, daily: { swing: 4.5, peaks: [9, 18] }, noise: 1.8 },
    },
  },
}

const traffic: Kind = {
  ...feed,
  id: 'traffic',
  label: words('traffic'),
  headline: 'averageVehicleSpeed',
  values: {
    intensity: value('{vehicle}/h', 0, { fail: [0, 3600], suspect: [0, 2600] }),
    occupancy: value('1', 3, { fail: [0, 1], suspect: [0, 0.9] }),
    averageVehicleSpeed: value('km/h', 1, { fail: [0, 250], suspect: [0, 150] }),
  },
  rules: [rule('standstill', { value: 'averageVehicleSpeed', below: 5, clear: 12, forSeconds: 300 })],
  simulate: { model: 'traffic', signals: { averageVehicleSpeed: { base: 46 } } },
}

const parking: Kind = {
  ...feed,
  id: 'parking',
  label: words('parking'),
  headline: 'availableSpotNumber',
  values: {
    totalSpotNumber: value('{spots}', 0, { fail: [1, 20_000] }),
    availableSpotNumber: value('{spots}', 0, { fail: [0, 20_000] }),
    occupiedSpotNumber: value('{spots}', 0, { fail: [0, 20_000] }),
    outOfServiceSlotNumber: value('{spots}', 0, { fail: [0, 20_000] }),
    vehicleEntranceCount: value('{vehicles}', 0, { fail: [0, 2000], suspect: [0, 200] }),
    vehicleExitCount: value('{vehicles}', 0, { fail: [0, 2000], suspect: [0, 200] }),
    occupancy: value('1', 3, { fail: [0, 1] }),
  },
  simulate: {
    model: 'parking',
    signals: {
      totalSpotNumber: { base: 340, spread: 130, min: 80, max: 900 },
      outOfServiceSlotNumber: { base: 4, spread: 3, min: 0, max: 20 },
      occupancy: { base: 0.5, spread: 0.09 },
    },
  },
}

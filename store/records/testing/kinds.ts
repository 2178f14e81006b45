import type { Kind, Kinds } from '../../../domain/kind.ts'
import type { Station } from '../../../domain/station.ts'

const NOISE: Kind = {
  id: 'noise',
  label: { zh: '环境噪声', en: 'Noise' },
  owner: 'ecology',
  sharing: 'mandatory',
  everySeconds: 60,
  shape: 'circle',
  headline: 'LAeq',
  values: { LAeq: { unit: 'dB{A}', label: { zh: '等效声级', en: 'Leq' }, decimals: 1 } },
  traits: {
    zone: { label: { zh: '功能区', en: 'Zone' }, type: 'text', default: '2' },
    floor: { label: { zh: '楼层', en: 'Floor' }, type: 'number', default: 1 },
  },
}

export const KINDS: Kinds = new Map([[NOISE.id, NOISE]])

export function makeStation(id: string, more: Partial<Station> = {}): Station {
  return { id, kind: 'noise', name: `Station ${id}`, district: 'north', lon: 120.5, lat: 30.5, ...more }
}

import type { Kind } from '../../kind.ts'
import { isNight, isNoiseZone, noiseLimit } from '../noise.ts'
import { inputOf, traitOf, type IndexModel, type IndexOptions } from './index-model.ts'

/** dB above the limit up to which levels 1 to 3 hold. The standard knows within and over; the steps are ours. */
const STEPS = [0, 5, 10] as const

/** LAeq minus the limit of the station's zone at this hour (GB 3096-2008). */
export function noiseModel(kind: Kind, { utcOffsetMinutes = 480 }: IndexOptions): IndexModel | null {
  const level = inputOf(kind, 'LAeq', 'dB{A}', 'dB')
  if (level === null) return null

  return {
    id: 'noise-zone',
    label: { zh: '噪声超标量', en: 'Noise above limit' },
    averaging: 'instant',
    unit: 'dB',
    decimals: 1,
    levels: [
      { label: { zh: '达标', en: 'Within limit' }, colour: '#1A9850' },
      { label: { zh: '超标不超过 5 dB', en: 'Over by up to 5 dB' }, colour: '#FEE08B' },
      { label: { zh: '超标 5 dB 以上', en: 'Over by more than 5 dB' }, colour: '#F46D43' },
      { label: { zh: '超标 10 dB 以上', en: 'Over by more than 10 dB' }, colour: '#A50026' },
    ],
    compute(values, traits, at) {
      const zone = String(traitOf(kind, traits, 'zone'))
      const equivalent = level(values)
      if (Number.isNaN(equivalent) || !isNoiseZone(zone)) return null
      // 74.2 - 75 is a little more than -0.8.
      const over = Math.round((equivalent - noiseLimit(zone, isNight(at, utcOffsetMinutes))) * 10) / 10
      const step = STEPS.findIndex((end) => over <= end)
      return { value: over, level: step === -1 ? STEPS.length + 1 : step + 1, factors: over > 0 ? ['LAeq'] : [] }
    },
  }
}

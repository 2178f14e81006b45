import type { Kind } from '../../kind.ts'
import { CONGESTION_CLASSES, congestionClass, delayProportion, performanceIndex } from '../traffic.ts'
import { inputOf, NOTHING, traitOf, type IndexModel } from './index-model.ts'

/** Traffic performance index of GB/T 33171-2016, from mean speed and the station's `freeFlowSpeed` (km/h). */
export function trafficModel(kind: Kind): IndexModel | null {
  const speed = inputOf(kind, 'averageVehicleSpeed', 'km/h')
  if (speed === null) return null
  const intensity = inputOf(kind, 'intensity', '{vehicle}/h', '{vehicle}') ?? NOTHING
  const occupancy = inputOf(kind, 'occupancy', '1') ?? NOTHING

  return {
    id: 'traffic',
    label: { zh: '交通运行指数', en: 'Traffic performance index' },
    averaging: 'instant',
    unit: '1',
    decimals: 1,
    levels: CONGESTION_CLASSES,
    compute(values, traits) {
      const freeFlow = Number(traitOf(kind, traits, 'freeFlowSpeed') ?? NaN)
      const mean = speed(values)
      if (Number.isNaN(mean) || !(freeFlow > 0)) return null
      // Detectors say 0 km/h of an empty road, too.
      if (mean === 0 && intensity(values) === 0 && !(occupancy(values) > 0)) return null
      const delay = delayProportion(mean, freeFlow)
      const level = congestionClass(delay)
      return { value: performanceIndex(delay), level, factors: level > 1 ? ['averageVehicleSpeed'] : [] }
    },
  }
}

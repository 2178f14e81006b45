import type { Kind } from '../kind.ts'
import { airModel } from './models/air.ts'
import { bandsModel } from './models/bands.ts'
import type { IndexModel, IndexOptions } from './models/index-model.ts'
import { noiseModel } from './models/noise.ts'
import { parkingModel } from './models/parking.ts'
import { trafficModel } from './models/traffic.ts'
import { waterModel } from './models/water.ts'

export type { IndexModel, IndexOptions } from './models/index-model.ts'

/** The index that a kind chose; null when it chose none, or has none of the values that its choice needs. */
export function indexOfKind(kind: Kind, options: IndexOptions = {}): IndexModel | null {
  switch (kind.index?.model) {
    case undefined:
      return null
    case 'cn-aqi':
      return airModel(kind)
    case 'water-class':
      return waterModel(kind)
    case 'noise-zone':
      return noiseModel(kind, options)
    case 'traffic':
      return trafficModel(kind)
    case 'parking':
      return parkingModel(kind)
    case 'bands':
      return bandsModel(kind, kind.index)
  }
}

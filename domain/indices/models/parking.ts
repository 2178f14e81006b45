import type { Kind } from '../../kind.ts'
import { PARKING_LEVELS, PARKING_STATUSES, parkingState, parkingStatus } from '../parking.ts'
import { inputOf, NOTHING, type IndexModel } from './index-model.ts'

/** How full a site is by the spots in service, percent; from its counts, or from the occupancy that it reports. */
export function parkingModel(kind: Kind): IndexModel | null {
  const spots = (name: string) => inputOf(kind, name, '1')
  const total = spots('totalSpotNumber')
  const share = inputOf(kind, 'occupancy', '1')
  if (total === null && share === null) return null
  const occupied = spots('occupiedSpotNumber') ?? NOTHING
  const available = spots('availableSpotNumber') ?? NOTHING
  const outOfService = spots('outOfServiceSlotNumber') ?? NOTHING

  return {
    id: 'parking',
    label: { zh: '泊位占用率', en: 'Parking occupancy' },
    averaging: 'instant',
    unit: '%',
    decimals: 0,
    levels: PARKING_LEVELS,
    compute(values) {
      const usable = counted(values) ?? share?.(values) ?? NaN
      if (Number.isNaN(usable)) return null
      const level = PARKING_STATUSES.indexOf(parkingStatus(usable)) + 1
      return { value: usable * 100, level, factors: [] }
    },
  }

  function counted(values: ArrayLike<number>): number | null {
    const all = total?.(values) ?? NaN
    const closed = outOfService(values) || 0
    const taken = occupied(values)
    const inUse = Number.isNaN(taken) ? all - closed - available(values) : taken
    if (!(all > 0) || Number.isNaN(inUse)) return null
    return parkingState({ total: all, outOfService: closed, occupied: inUse }).usableOccupancy
  }
}

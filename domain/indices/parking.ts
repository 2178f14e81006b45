import type { Label } from '../label.ts'

export interface Spots {
  readonly total: number
  readonly outOfService: number
  /** As counted; counters at barriers drift, so it may exceed the total. */
  readonly occupied: number
}

/** DATEX II words for how full a site is. */
export const PARKING_STATUSES = ['spacesAvailable', 'almostFull', 'full'] as const
export type ParkingStatus = (typeof PARKING_STATUSES)[number]

export interface ParkingState {
  /** Spots that a driver can take; never negative. */
  readonly free: number
  /** FIWARE: occupied of all spots, 0 to 1. */
  readonly occupancy: number
  /** Occupied of the spots that are in service, 0 to 1. */
  readonly usableOccupancy: number
  readonly status: ParkingStatus
  /** The count cannot be right. */
  readonly isSuspect: boolean
}

/** What a count of spots means to a driver. */
export function parkingState({ total, outOfService, occupied }: Spots): ParkingState {
  const usable = total - outOfService
  const free = Math.max(0, usable - occupied)
  const usableOccupancy = share(occupied, usable)
  return {
    free,
    occupancy: share(occupied, total),
    usableOccupancy,
    status: parkingStatus(usableOccupancy),
    isSuspect: occupied < 0 || occupied > total || usable < 0,
  }
}

/** Almost full from 85 % of the usable spots on, full from 95 %; bands of our own. */
export function parkingStatus(usableOccupancy: number): ParkingStatus {
  if (usableOccupancy >= 0.95) return 'full'
  return usableOccupancy >= 0.85 ? 'almostFull' : 'spacesAvailable'
}

export interface Balance {
  /** Spots by which the count differs from what came in and went out. */
  readonly drift: number
  readonly isSuspect: boolean
}

/** occupied(t) = occupied(t-1) + in - out; more than 2 spots and more than 2 % of the total off is suspect. */
export function checkBalance(
  before: number,
  after: number,
  moved: { readonly entered: number; readonly left: number; readonly total: number },
): Balance {
  const drift = after - (before + moved.entered - moved.left)
  return { drift, isSuspect: Math.abs(drift) > Math.max(2, 0.02 * moved.total) }
}

/** Vehicles that a spot served a day. */
export function turnover(vehicles: number, spots: number, days = 1): number {
  return vehicles / spots / days
}

/** Index 0 is level 1. The colours are ours. */
export const PARKING_LEVELS: readonly { readonly label: Label; readonly colour: string }[] = [
  { label: { zh: '有余位', en: 'Spaces available' }, colour: '#1A9850' },
  { label: { zh: '即将满位', en: 'Almost full' }, colour: '#FDAE61' },
  { label: { zh: '已满', en: 'Full' }, colour: '#D73027' },
]

/** Nothing to park on is full. */
function share(occupied: number, spots: number): number {
  return spots > 0 ? Math.min(1, Math.max(0, occupied / spots)) : 1
}

import type { Label } from '../label.ts'

/** Upper ends of the classes of GB/T 33171-2016 by delay-time proportion; each class holds below its end. */
const DELAY = [0.3, 0.5, 0.6, 0.7, 1] as const
/** Width of a class on the network index, 0 to 10. */
const TPI_STEP = 2

/** Share of the travel time that is delay, 0 to 1; speeds in any one unit. Not 1 - V/Vf, which blurs 0.3. */
export function delayProportion(speed: number, freeFlow: number): number {
  return (freeFlow - Math.min(Math.max(speed, 0), freeFlow)) / freeFlow
}

/** Travel-time index: how many times longer than in free flow; Infinity at a standstill. */
export function travelTimeIndex(speed: number, freeFlow: number): number {
  return Math.max(1, freeFlow / Math.max(speed, 0))
}

/** Traffic performance index, 0 (free) to 10: linear within each class, as implementers do (the standard is silent). */
export function performanceIndex(delay: number): number {
  const k = congestionClass(delay) - 1
  const low = k === 0 ? 0 : DELAY[k - 1]!
  return TPI_STEP * (k + (delay - low) / (DELAY[k]! - low))
}

/** Class 1 (free) to 5 (severe) by delay-time proportion. */
export function congestionClass(delay: number): number {
  const k = DELAY.findIndex((end) => delay < end)
  return k === -1 ? DELAY.length : k + 1
}

/** Index 0 is class 1. The colours are ours. */
export const CONGESTION_CLASSES: readonly { readonly label: Label; readonly colour: string }[] = [
  { label: { zh: '畅通', en: 'Free' }, colour: '#1A9850' },
  { label: { zh: '基本畅通', en: 'Mostly free' }, colour: '#A6D96A' },
  { label: { zh: '轻度拥堵', en: 'Light congestion' }, colour: '#FEE08B' },
  { label: { zh: '中度拥堵', en: 'Moderate congestion' }, colour: '#F46D43' },
  { label: { zh: '严重拥堵', en: 'Severe congestion' }, colour: '#A50026' },
]

export type Road = 'expressway' | 'arterial' | 'branch'

/** Speeds, km/h, above which classes 1 to 4 hold. */
const SPEEDS: Readonly<Record<Road, readonly number[]>> = {
  expressway: [65, 50, 35, 20],
  arterial: [40, 30, 20, 15],
  branch: [35, 25, 15, 10],
}

/** Class 1 to 5 by speed alone, km/h, where no free-flow speed is known; Beijing's bands. */
export function speedClass(road: Road, speed: number): number {
  const k = SPEEDS[road].findIndex((above) => speed > above)
  return k === -1 ? 5 : k + 1
}

/** Vehicles on a kilometre, from veh/h and km/h (q = k v). */
export function density(flow: number, speed: number): number {
  return flow / speed
}

/** Mean seconds from one vehicle to the next, from veh/h. */
export function headway(flow: number): number {
  return 3600 / flow
}

/** Share of the time that a loop is covered; vehicles per km, and the metres of vehicle and loop together. */
export function loopOccupancy(vehiclesPerKm: number, metres: number): number {
  return (vehiclesPerKm * metres) / 1000
}

/** Speed, km/h, that a single loop implies; veh/h, and the metres of vehicle and loop together. */
export function loopSpeed(flow: number, occupancy: number, metres: number): number {
  return (flow * metres) / 1000 / occupancy
}

/** Mean speed over a stretch of road: the harmonic mean of the speeds at a spot. */
export function spaceMeanSpeed(spotSpeeds: readonly number[]): number {
  return spotSpeeds.length / spotSpeeds.reduce((sum, speed) => sum + 1 / speed, 0)
}

import type { Format } from '../text/format.ts'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** `7.3 GiB` */
export function bytesText(format: Format, bytes: number): string {
  let unit = 0
  let value = bytes
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return `${format.number(value, unit === 0 || value >= 100 ? 0 : 1)} ${UNITS[unit]!}`
}

/** A rate: whole from ten on. */
export function rateText(format: Format, perSecond: number): string {
  return format.number(perSecond, perSecond >= 10 || perSecond === 0 ? 0 : 1)
}

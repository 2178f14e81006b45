import { InvalidArgumentError } from 'commander'

const HOUR = 3_600_000

/** A whole number from 1 on. */
export function whole(text: string): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('expected a whole number from 1 on')
  return n
}

/** A whole number from 0 on. */
export function natural(text: string): number {
  return text === '0' ? 0 : whole(text)
}

export function positive(text: string): number {
  const n = Number(text)
  if (!(n > 0) || !Number.isFinite(n)) throw new InvalidArgumentError('expected a number above 0')
  return n
}

/** `30d`, `12h`, `5m`: ms. */
export function span(text: string): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (count === undefined || Number(count) === 0)
    throw new InvalidArgumentError('expected a span above 0, like 5m, 12h or 30d')
  return Number(count) * { m: 60_000, h: HOUR, d: 24 * HOUR }[unit as 'm' | 'h' | 'd']
}

/** Parts between commas. */
export function list(text: string): string[] {
  return text.split(',').filter((part) => part !== '')
}

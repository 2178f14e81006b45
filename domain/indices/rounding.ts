/** Rounds as GB/T 8170 does: a five with nothing behind it goes to the even digit (60.5 → 60, 1.35 → 1.4). */
export function roundHalfEven(x: number, decimals: number): number {
  return scaledHalfEven(x, decimals) / 10 ** decimals
}

/** The same as an integer of units of the last decimal: 1.35 with one decimal is 14. */
export function scaledHalfEven(x: number, decimals: number): number {
  const scaled = decimalScaled(x, decimals)
  const below = Math.floor(scaled)
  const rest = scaled - below
  if (rest !== 0.5) return Math.round(scaled)
  return below % 2 === 0 ? below : below + 1
}

/** Cuts decimals off instead of rounding, as an integer of units of the last one: 35.45 with one decimal is 354. */
export function scaledTruncated(x: number, decimals: number): number {
  return Math.trunc(decimalScaled(x, decimals))
}

/** In doubles 8.2 * 10 and means of tenths come out a hair off; 12 digits are what a measurement can never mean. */
function decimalScaled(x: number, decimals: number): number {
  return Number((x * 10 ** decimals).toPrecision(12))
}

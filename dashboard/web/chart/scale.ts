/** Bounds that show the values well; a limit is shown when it is near enough to matter. */
export function extentOf(
  values: readonly number[],
  limits: readonly number[],
): readonly [low: number | undefined, high: number | undefined] {
  if (values.length === 0) return [undefined, undefined]
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  const reach = Math.max(high - low, Math.abs(high) * 0.5, 1)
  for (const limit of limits) {
    if (limit > high && limit - high <= reach) high = limit
    if (limit < low && low - limit <= reach) low = limit
  }
  const margin = (high - low || Math.abs(high) || 1) * 0.12
  const floor = low >= 0 && low - margin < 0 ? 0 : low - margin
  return [nice(floor, Math.floor), nice(high + margin, Math.ceil)]
}

function nice(value: number, round: (value: number) => number): number {
  const step = 10 ** Math.floor(Math.log10(Math.abs(value) || 1) - 1)
  return round(value / step) * step
}

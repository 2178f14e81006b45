/** The value that would stand at place `n` (from 0) were they sorted; moves them about, in time that grows with how many they are. */
export function nth(values: Float64Array, n: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    // The middle of three keeps sorted input from being the worst case.
    const pivot = middleOf(values[low]!, values[(low + high) >> 1]!, values[high]!)
    let i = low
    let j = high
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const value = values[i]!
      values[i++] = values[j]!
      values[j--] = value
    }
    if (n <= j) high = j
    else if (n >= i) low = i
    else break
  }
  return values[n]!
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

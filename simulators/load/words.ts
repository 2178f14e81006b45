/** ms in words. */
export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`
}

export function count(n: number): string {
  return Math.round(n).toLocaleString('en')
}

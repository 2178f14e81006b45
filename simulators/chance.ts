/** A number of 0..2^32-1 that depends on every bit of both inputs (finaliser of MurmurHash3); chain it for more inputs. */
export function mix(seed: number, part: number): number {
  let h = Math.imul(seed ^ Math.imul(part | 0, 0xcc9e2d51), 0x1b873593)
  // The high half of a time in milliseconds must count too.
  h ^= Math.imul(Math.floor(part / 0x1_0000_0000), 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The seed that a text stands for (FNV-1a over UTF-16 units, mixed with `seed`). */
export function seedOf(seed: number, text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(seed, h)
}

/** Evenly spread over [0, 1). */
export function uniform(seed: number, part: number): number {
  return mix(seed, part) / 0x1_0000_0000
}

/** Mean 0, standard deviation 1, never beyond ±3.47: the sum of four even 16-bit draws, so without any rounding of `Math.log`. */
export function gauss(seed: number, part: number): number {
  const a = mix(seed, part)
  const b = mix(a, 0x68bc21eb)
  return (((a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16)) / 0x10000 - 2) * Math.sqrt(3)
}

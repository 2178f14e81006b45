/** Token bucket: `take` says how many ms to wait until the tokens are there, 0 for now; they are taken either way. */
export interface Bucket {
  take(tokens: number, now: number): number
}

export function makeBucket(perSecond: number, burst: number): Bucket {
  let tokens = burst
  let at = Number.NaN
  return {
    take(wanted, now) {
      if (now > at) tokens = Math.min(burst, tokens + ((now - at) * perSecond) / 1000)
      if (!(now <= at)) at = now
      tokens -= wanted
      return tokens >= 0 ? 0 : Math.ceil((-tokens / perSecond) * 1000)
    },
  }
}

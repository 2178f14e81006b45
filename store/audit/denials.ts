/** Somebody who was turned away, and how often since it was told last. */
export interface Denied {
  readonly actor: string
  readonly source: string
  readonly object: string
  readonly why: string
}

const EVERY_MS = 60_000
/** More at once are summed up as one: a scan of the whole city must not fill the disk. */
const MOST_KEPT = 500

/** Tells of the first denial of each kind at once, and of those that follow within a minute as one with their number. */
export function makeDenials(
  tell: (denied: Denied, count: number) => void,
  now: () => number,
): { add(denied: Denied): void; flush(): void } {
  let begunAt = now()
  const kept = new Map<string, { readonly denied: Denied; count: number }>()

  function flush(): void {
    for (const { denied, count } of kept.values()) if (count > 0) tell(denied, count)
    kept.clear()
    begunAt = now()
  }

  return {
    flush,
    add(denied) {
      if (now() - begunAt >= EVERY_MS) flush()
      const { actor, source, object, why } = denied
      const key = JSON.stringify([actor, source, object, why])
      const known = kept.get(key)
      if (known) known.count++
      else if (kept.size < MOST_KEPT) {
        kept.set(key, { denied, count: 0 })
        tell(denied, 1)
      } else {
        const rest = { actor: '*', source: '*', object: '*', why }
        const all = kept.get(why)
        if (all) all.count++
        else kept.set(why, { denied: rest, count: 1 })
      }
    },
  }
}

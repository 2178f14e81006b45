/** When each of many is to be looked at next. Whoever is not due costs nothing. */
export interface DueTimes<T> {
  /** Instead of the time that was set before. */
  set(one: T, at: number): void
  forget(one: T): void
  clear(): void
  /** Calls back, earliest first, with everybody who is due by `now`; each is forgotten before, and may be set again. */
  take(now: number, look: (one: T) => void): void
  /** Everybody is due at once. */
  hurry(): void
  readonly size: number
}

const SLACK = 64

/** A binary heap; a time that was replaced stays in it until it is met. */
export function makeDueTimes<T>(): DueTimes<T> {
  const dueOf = new Map<T, number>()
  let ats: number[] = []
  let ones: T[] = []

  function push(one: T, at: number): void {
    let child = ats.length
    ats.push(at)
    ones.push(one)
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (ats[parent]! <= at) break
      place(child, ats[parent]!, ones[parent]!)
      child = parent
    }
    place(child, at, one)
  }

  function pop(): T {
    const top = ones[0]!
    const at = ats.pop()!
    const one = ones.pop()!
    const { length } = ats
    let parent = 0
    while (length > 0) {
      let child = 2 * parent + 1
      if (child >= length) break
      if (child + 1 < length && ats[child + 1]! < ats[child]!) child++
      if (ats[child]! >= at) break
      place(parent, ats[child]!, ones[child]!)
      parent = child
    }
    if (length > 0) place(parent, at, one)
    return top
  }

  function place(index: number, at: number, one: T): void {
    ats[index] = at
    ones[index] = one
  }

  function rebuild(at: (one: T, before: number) => number): void {
    ats = []
    ones = []
    for (const [one, before] of dueOf) {
      const due = at(one, before)
      dueOf.set(one, due)
      push(one, due)
    }
  }

  return {
    set(one, at) {
      if (dueOf.get(one) === at) return
      dueOf.set(one, at)
      push(one, at)
      if (ats.length > 2 * dueOf.size + SLACK) rebuild((_, before) => before)
    },
    forget: (one) => void dueOf.delete(one),
    clear() {
      dueOf.clear()
      ats = []
      ones = []
    },
    take(now, look) {
      while (ats.length > 0 && ats[0]! <= now) {
        const at = ats[0]!
        const one = pop()
        if (dueOf.get(one) !== at) continue
        dueOf.delete(one)
        look(one)
      }
    },
    hurry: () => rebuild(() => Number.NEGATIVE_INFINITY),
    get size() {
      return dueOf.size
    },
  }
}

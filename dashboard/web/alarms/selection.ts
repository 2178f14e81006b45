import type { Topics } from '../topics.ts'

/** Alarms that a person has marked, to take one step with all of them. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Marks one or takes the mark away; it is where a range begins. */
  toggle(id: string): void
  /** Marks everything from where the range begins to these, in the order that is shown. */
  extend(upTo: readonly string[], shown: readonly string[]): void
  /** Marks all of these, or none of them when all are. */
  toggleAll(ids: readonly string[]): void
  /** Keeps only the marks of these. */
  keep(ids: ReadonlySet<string>): void
  clear(): void
}

export function createSelection(topics: Topics): Selection {
  const ids = new Set<string>()
  let anchor: string | null = null

  function put(id: string, isIn: boolean): void {
    if (isIn) ids.add(id)
    else ids.delete(id)
  }

  return {
    ids,
    toggle(id) {
      put(id, !ids.has(id))
      anchor = id
      topics.emit('picked')
    },
    extend(upTo, shown) {
      const places = [anchor, ...upTo].flatMap((id) => (id === null ? [] : shown.indexOf(id))).filter((at) => at >= 0)
      for (const one of shown.slice(Math.min(...places), Math.max(...places) + 1)) ids.add(one)
      anchor = upTo.at(-1) ?? anchor
      topics.emit('picked')
    },
    toggleAll(all) {
      const isIn = !all.every((id) => ids.has(id))
      for (const id of all) put(id, isIn)
      anchor = all[0] ?? anchor
      topics.emit('picked')
    },
    keep(kept) {
      let isLess = false
      for (const id of ids) if (!kept.has(id)) isLess = ids.delete(id)
      if (isLess) topics.emit('picked')
    },
    clear() {
      if (ids.size === 0) return
      ids.clear()
      anchor = null
      topics.emit('picked')
    },
  }
}

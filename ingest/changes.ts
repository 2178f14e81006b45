import type { Place } from './place.ts'
import type { Places } from './places.ts'

/** Which stations look different from when they were last taken. */
export interface Changes {
  /** Cheap when it is marked already: the hot path comes here with every reading. */
  mark(place: Place): void
  markId(id: string): void
  take(): readonly string[]
}

export function makeChanges(places: Pick<Places, 'byId'>): Changes {
  let marked: string[] = []
  const ids = new Set<string>()

  return {
    mark(place) {
      if (place.isChanged) return
      place.isChanged = true
      marked.push(place.station.id)
    },
    markId: (id) => void ids.add(id),
    take() {
      for (const id of marked) {
        ids.add(id)
        const place = places.byId(id)
        if (place) place.isChanged = false
      }
      const all = [...ids]
      marked = []
      ids.clear()
      return all
    },
  }
}

/** Gives stations their numbers, each once. */
export interface StationNumbers {
  /** Numbers that stations had whose records are lost, as the store knows them: such a station gets its own again. */
  remember(names: readonly (readonly [number: number, id: string])[]): void
  numberFor(id: string): number
}

export function makeStationNumbers(index: {
  readonly nextNumber: number
  byNumber(number: number): unknown
}): StationNumbers {
  const earlier = new Map<string, number>()
  let next = index.nextNumber
  return {
    remember(names) {
      for (const [number, id] of names) {
        if (!index.byNumber(number)) earlier.set(id, number)
        next = Math.max(next, number + 1)
      }
    },
    numberFor: (id) => earlier.get(id) ?? next++,
  }
}

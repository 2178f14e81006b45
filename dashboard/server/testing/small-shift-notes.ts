import type { ShiftNote } from '../../../domain/shift-note.ts'
import type { City } from '../city.ts'

export function smallShiftNotes(now: () => number): City['shiftNotes'] {
  const all: ShiftNote[] = []
  return {
    list: async ({ from, to }) => all.filter((note) => note.from < to && note.to > from),
    add: async (note) => {
      const made = { ...note, id: all.length + 1, at: now() }
      all.push(made)
      return made
    },
  }
}

import { CityError } from '../../../domain/errors.ts'
import type { Suppression } from '../../../domain/suppression.ts'
import type { City } from '../city.ts'

export function smallSuppressions(now: () => number): City['suppressions'] {
  const all: Suppression[] = []
  return {
    list: async () => all.toReversed(),
    add: async ({ ofDepartments: departments = null, ...wish }) => {
      const made = { ...wish, id: `s-${all.length + 1}`, endedBy: null, departments: departments && [...departments] }
      all.push(made)
      return made
    },
    end: async (id, by) => {
      const found = all.find((one) => one.id === id)
      if (!found) throw new CityError('not-found', `There is no ${id}.`)
      return Object.assign(found, { to: now(), endedBy: by })
    },
  }
}

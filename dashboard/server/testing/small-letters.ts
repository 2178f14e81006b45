import { CityError } from '../../../domain/errors.ts'
import type { FieldMapEntry, FieldMapKey } from '../../../domain/field-map.ts'
import type { DeadLetter } from '../../../domain/wire.ts'
import type { City, LetterFilter } from '../city.ts'
import { page } from './page.ts'

/** The dead letters and field maps of a small city: every replay is refused again. */
export function smallLetters(letters: DeadLetter[]): Pick<City, 'deadLetters' | 'fieldMaps'> {
  const versions: FieldMapEntry[] = []

  function chosen({ states, from = 0, to = Number.POSITIVE_INFINITY, ...wanted }: LetterFilter): DeadLetter[] {
    return letters.filter(
      (letter) =>
        Object.entries(wanted).every(([name, value]) => letter[name as 'station'] === value) &&
        (states ?? [letter.state]).includes(letter.state) &&
        letter.receivedAt >= from &&
        letter.receivedAt < to,
    )
  }

  function known(id: number): DeadLetter {
    const letter = letters.find((one) => one.id === id)
    if (!letter) throw new CityError('not-found', `There is no dead letter ${id}.`)
    return letter
  }

  function close(letter: DeadLetter, by: string, note: string): DeadLetter {
    if (letter.state === 'discarded') throw new CityError('letter-closed', `Dead letter ${letter.id} is discarded.`)
    return Object.assign(letter, { state: 'discarded', by, note })
  }

  function newest(key: FieldMapKey): FieldMapEntry {
    const found = versions.findLast(({ of, name, kind }) => of === key.of && name === key.name && kind === key.kind)
    if (!found?.map) throw new CityError('not-found', `There is no field map of ${key.name}.`)
    return found
  }

  return {
    deadLetters: {
      list: async ({ limit, cursor, ...filter }) =>
        page(chosen(filter), { limit, ...(cursor !== undefined && { cursor }) }),
      async summary(filter) {
        const all = chosen(filter)
        const groups = all.map(({ id, reason, vendor, station, kind, field, receivedAt }) => ({
          reason,
          vendor,
          station,
          kind,
          field,
          count: 1,
          stations: 1,
          example: id,
          firstAt: receivedAt,
          lastAt: receivedAt,
        }))
        return { groups, count: all.length, isWhole: true, lastAt: letters.at(-1)?.receivedAt ?? null }
      },
      get: async (id) => ({ ...known(id), place: { from: 0, to: 1 } }),
      replay: async (id, { payload }) => ({ outcome: 'refused', detail: `${payload ?? known(id).reason} again` }),
      replayMany: async (filter, { after, limit }) => {
        const all = chosen(filter).filter(({ id }) => id > after)
        const some = all.slice(0, limit)
        const left = all.length - some.length
        const faults = some.map(({ id, reason }) => ({ id, detail: reason }))
        const next = left > 0 ? (some.at(-1)?.id ?? null) : null
        return { stored: 0, refused: some.length, pending: 0, skipped: 0, left, next, faults }
      },
      check: async (id) => ({
        readings: [],
        faults: [{ item: null, stage: 'decode', reason: known(id).reason, detail: 'still', place: null }],
        mapVersion: null,
      }),
      discard: async (id, { by, reason }) => close(known(id), by, reason),
      discardMany: async (filter, { by, reason }) => {
        const all = chosen(filter)
        for (const letter of all) close(letter, by, reason)
        return { discarded: all.length, left: 0, next: null }
      },
    },
    fieldMaps: {
      list: () => versions.filter((entry) => entry.map),
      get: newest,
      history: async () => versions.toReversed(),
      async put(key, change, by) {
        const entry = { ...key, ...change, version: versions.length + 1, by, at: 0, fromPosition: 0 }
        versions.push(entry)
        return entry
      },
      async remove(key, reason, by) {
        newest(key)
        versions.push({
          ...key,
          version: versions.length + 1,
          map: null,
          isOn: false,
          reason,
          by,
          at: 0,
          fromPosition: 0,
        })
      },
    },
  }
}

import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import type { FieldMap, FieldMapKey } from './domain/field-map.ts'
import type { Kinds } from './domain/kind.ts'
import { conversion, isUnit } from './domain/units.ts'
import type { DeadLetter } from './domain/wire.ts'
import { faultPlace } from './ingest/fault-place.ts'
import type { Line } from './ingest/line.ts'
import type { LineOptions } from './ingest/line-options.ts'
import { makeRehearsal } from './ingest/rehearsal.ts'
import { bytesOf, replayLetter, replayMany, type ReplayRooms } from './ingest/replay.ts'
import type { Journal } from './journal/journal.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import { buildFieldMapRecords } from './store/records/field-maps.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'

export interface LettersViewOptions {
  readonly kinds: Kinds
  readonly registry: Registry
  readonly line: Line
  readonly journal: Journal
  readonly records: Records
  readonly tables: LineOptions['tables']
}

/** The dead letters and field maps as the window sees them. */
export function lettersView(of: LettersViewOptions): Pick<City, 'deadLetters' | 'fieldMaps'> {
  const { kinds, registry, line, journal, records } = of
  const { deadLetters } = of.tables
  const audit = buildAuditRecords(records)
  const rooms: ReplayRooms = { journal, line, deadLetters, audit, transact: records.transact, now: Date.now }
  const rehearse = makeRehearsal({ stations: registry, kinds, maps: line.fieldMaps })
  const history = buildFieldMapRecords(records)

  async function known(id: number): Promise<DeadLetter> {
    const letter = await deadLetters.get(id)
    if (!letter) throw new CityError('not-found', `There is no dead letter ${id}`)
    return letter
  }

  return {
    deadLetters: {
      list: deadLetters.list,
      summary: deadLetters.summary,
      async get(id) {
        const letter = await known(id)
        return { ...letter, place: faultPlace(Buffer.from(letter.raw, 'base64'), letter) }
      },
      replay: async (id, order) => replayLetter(await known(id), order, rooms),
      replayMany: (filter, order) => replayMany(filter, order, rooms),
      async check(id, { payload, map }) {
        const letter = await known(id)
        if (map) demandMap(kinds, letter.kind, map)
        return rehearse({
          topic: letter.topic,
          payload: payload === undefined ? bytesOf(letter) : Buffer.from(payload),
          receivedAt: letter.receivedAt,
          ...(map && { map }),
        })
      },
      async discard(id, { by, reason }) {
        const letter = await known(id)
        if ((await deadLetters.discard([id], { actor: by, at: Date.now(), reason })) === 0)
          throw new CityError('letter-closed', `Dead letter ${id} is ${letter.state}.`)
        return known(id)
      },
      async discardMany(filter, { after, limit, by, reason }) {
        const { ids, count } = await deadLetters.idsAfter(filter, after, limit)
        const discarded = await deadLetters.discard(ids, { actor: by, at: Date.now(), reason })
        const left = count - ids.length
        return { discarded, left, next: left > 0 ? (ids.at(-1) ?? null) : null }
      },
    },
    fieldMaps: {
      list: () => line.fieldMaps.current(),
      get(key) {
        const found = line.fieldMaps.find(key)
        if (!found) throw new CityError('not-found', `There is no field map of ${nameOf(key)}`)
        return found
      },
      history: (key) => history.history(key),
      async put(key, { map, isOn, reason }, by) {
        if (key.of === 'station' && registry.byId(key.name)?.kind !== key.kind)
          throw new CityError('request-invalid', `There is no station ${key.name} of kind ${key.kind}`)
        demandMap(kinds, key.kind, map)
        return line.fieldMaps.change({ ...key, map, isOn, reason }, by)
      },
      async remove(key, reason, by) {
        if (!line.fieldMaps.find(key)) throw new CityError('not-found', `There is no field map of ${nameOf(key)}`)
        await line.fieldMaps.change({ ...key, map: null, isOn: false, reason }, by)
      },
    },
  }
}

/** A map that could only lead to refusals is refused itself. */
function demandMap(kinds: Kinds, id: string | null, map: FieldMap): void {
  const kind = id === null ? undefined : kinds.get(id)
  if (!kind) throw new CityError('request-invalid', `There is no kind ${id}`)
  for (const [sent, { to, unit }] of Object.entries(map.values)) {
    if (to === null) continue
    const spec = kind.values[to]
    if (!spec) {
      const names = Object.keys(kind.values).join(', ')
      throw new CityError('request-invalid', `values.${sent}.to: ${kind.id} has no value ${to}; it has ${names}`)
    }
    if (unit === undefined) continue
    if (!isUnit(unit)) throw new CityError('request-invalid', `values.${sent}.unit: ${unit} is no UCUM code`)
    if (!conversion(unit, spec.unit, spec.molarMass))
      throw new CityError('request-invalid', `values.${sent}.unit: ${unit} cannot be turned into ${spec.unit}`)
  }
}

function nameOf({ of, name, kind }: FieldMapKey): string {
  return `${of} ${name}, kind ${kind}`
}

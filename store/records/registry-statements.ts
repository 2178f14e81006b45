import type { Compilable } from 'kysely'
import type { Gateway } from '../../domain/station.ts'
import type { Entry } from './station-entry.ts'
import { statement } from './statement.ts'

export function insertStations(entries: readonly Entry[], at: number, by: string): Compilable {
  const rows = entries.map(({ number, id, kind, district, station }) => [
    number,
    id,
    kind,
    district,
    JSON.stringify(station),
  ])
  return statement(
    `insert into stations (number, id, kind, district, station, createdAt, createdBy)
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, ?3 from json_each(?1)`,
    [JSON.stringify(rows), at, by],
  )
}

/** Its number, id, kind and district stay. */
export function updateStation({ id, station }: Entry): Compilable {
  return statement('update stations set station = ? where id = ?', [JSON.stringify(station), id])
}

export function insertGateways(gateways: readonly Gateway[], at: number): Compilable {
  const rows = gateways.map((gateway) => [gateway.id, JSON.stringify(gateway)])
  return statement(
    `insert into gateways (id, gateway, createdAt)
     select value ->> 0, value ->> 1, ?2 from json_each(?1)`,
    [JSON.stringify(rows), at],
  )
}

export function retireStation(id: string, at: number): Compilable {
  return statement('update stations set retiredAt = ? where id = ? and retiredAt is null', [at, id])
}

export function retireGateway(id: string, at: number): Compilable {
  return statement('update gateways set retiredAt = ? where id = ? and retiredAt is null', [at, id])
}

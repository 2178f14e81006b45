import type { Compilable } from 'kysely'
import type { BlockRow } from './device-schema.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** From and to which positions of the journal stations were disabled. */
export interface StationBlocks {
  all(): Promise<readonly BlockRow[]>
  begin(station: string, at: number): Compilable
  end(station: string, from: number, at: number): Compilable
}

export function buildStationBlocks({ db }: Records): StationBlocks {
  return {
    all: () => db.selectFrom('device_blocks').selectAll().orderBy('fromPosition').execute(),
    begin: (station, at) =>
      statement('insert into device_blocks (station, fromPosition) values (?, ?) on conflict do nothing', [
        station,
        at,
      ]),
    end: (station, from, at) =>
      statement('update device_blocks set toPosition = ? where station = ? and fromPosition = ?', [at, station, from]),
  }
}

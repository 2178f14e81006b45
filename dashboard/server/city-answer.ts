import { type Static, Type } from 'typebox'
import { Basemap } from '../../domain/basemap.ts'
import { Kind } from '../../domain/kind.ts'
import { Label } from '../../domain/label.ts'
import { Wall } from '../../domain/wall.ts'

const Named = Type.Object({ id: Type.String(), label: Label })

const PortOrNull = Type.Union([Type.Integer(), Type.Null()])

/** What `GET /city` says: all that a screen needs to know before the first reading. */
export const CityAnswer = Type.Object({
  label: Label,
  version: Type.String(),
  timeZone: Type.String({ examples: ['Asia/Shanghai'] }),
  kinds: Type.Array(Type.Omit(Kind, ['simulate'])),
  districts: Type.Array(Named),
  departments: Type.Array(Named),
  mqtt: Type.Union([Type.Object({ tcp: PortOrNull, tls: PortOrNull, ws: PortOrNull }), Type.Null()], {
    description: 'Ports of the MQTT door, null where it is closed; null: this process has no door',
  }),
  bounds: Type.Union([Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()]), Type.Null()], {
    description: '[west, south, east, north] of the districts, else of the stations; null when there are none',
  }),
  basemap: Type.Union([Basemap, Type.Null()], {
    description: 'Tiles under the map; null: nothing but the own GeoJSON',
  }),
  walls: Type.Array(Wall),
  warnedByHand: Type.Array(Type.String(), {
    description: 'Kinds whose alarms only a person issues as warnings: they are not shared with every department',
  }),
})
export type CityAnswer = Static<typeof CityAnswer>

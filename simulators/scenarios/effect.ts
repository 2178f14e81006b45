import { Type, type Static, type TProperties } from 'typebox'
import { READING_FAULTS } from '../disorder/fault-types.ts'
import { Label } from '../../domain/label.ts'
import { Id } from '../../domain/station.ts'

const strict = { additionalProperties: false }
const Minutes = Type.Number({ minimum: 0, maximum: 60 * 24 * 60 })
const Numbers = Type.Record(Type.String(), Type.Number(), { minProperties: 1 })
const Ids = Type.Array(Id, { minItems: 1 })

/** A point: where a station stands, or anywhere. */
export const Spot = Type.Union([
  Type.Object({ station: Id }, strict),
  Type.Object({ lon: Type.Number(), lat: Type.Number() }, strict),
])
export type Spot = Static<typeof Spot>

/** Which stations: those that every given word fits. */
export const Where = Type.Object(
  {
    stations: Type.Optional(Ids),
    kinds: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    districts: Type.Optional(Ids),
    vendors: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    near: Type.Optional(Spot),
    /** Of `near`. */
    withinKm: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** Not those behind a gateway, or only those. */
    link: Type.Optional(Type.Enum(['own', 'gateway'])),
    /** Of those that fit, drawn by the seed. */
    share: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
  },
  strict,
)
export type Where = Static<typeof Where>

/** An effect is at full strength for `minutes`, after it has risen and before it falls. */
const effect = <Name extends string, Own extends TProperties>(name: Name, own: Own) =>
  Type.Object(
    {
      effect: Type.Literal(name),
      /** Minutes from the beginning of the scenario. */
      at: Minutes,
      minutes: Minutes,
      riseMinutes: Type.Optional(Minutes),
      fallMinutes: Type.Optional(Minutes),
      /** What the instructor tells at that moment. */
      says: Type.Optional(Label),
      ...own,
    },
    strict,
  )

/** Something is let out into the air, and the wind carries it. */
export const Emission = effect('emission', {
  from: Spot,
  /** By value, near the source. */
  adds: Numbers,
  /** Distance after which a third of it is left, km. */
  reachKm: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  /** How much faster than the wind it goes; for those who cannot wait. */
  pace: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
})
export type Emission = Static<typeof Emission>

/** Something is let into the river, and comes down it. */
export const Discharge = effect('discharge', {
  /** A station on the river: it comes in a little above it. */
  above: Id,
  /** Values of the water where it comes in. */
  toward: Numbers,
  /** Distance after which a third of it is left, km. */
  reachKm: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  pace: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
})
export type Discharge = Static<typeof Discharge>

/** A road is blocked; the queue grows back from there. */
export const Jam = effect('jam', {
  /** The detector at the scene. */
  scene: Id,
  /** km/h that is left there. */
  speed: Type.Number({ exclusiveMinimum: 0 }),
  /** How far the queue grows, and how fast. */
  queueKm: Type.Optional(Type.Number({ minimum: 0 })),
  queueKmPerHour: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
})
export type Jam = Static<typeof Jam>

/** People come together: it is loud, and the car parks around are taken. */
export const Crowd = effect('crowd', {
  around: Spot,
  withinKm: Type.Number({ exclusiveMinimum: 0 }),
  /** dB(A) at the place itself. */
  LAeq: Type.Optional(Type.Number()),
  /** Share of the spots that are taken. */
  fill: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
})
export type Crowd = Static<typeof Crowd>

/** Rain: drains fill at once, the river within hours, and people drive slowly. */
export const Rain = effect('rain', {
  where: Type.Optional(Where),
  mmPerHour: Type.Number({ exclusiveMinimum: 0, maximum: 300 }),
})
export type Rain = Static<typeof Rain>

/** Values of some stations go somewhere: what no other effect says. */
export const Shift = effect('shift', {
  where: Where,
  toward: Type.Optional(Numbers),
  adds: Type.Optional(Numbers),
  /** The first station feels it at once, the last one so many minutes later. */
  acrossMinutes: Type.Optional(Minutes),
})
export type Shift = Static<typeof Shift>

/** Instruments or their software are wrong. */
export const Sensor = effect('sensor', {
  where: Where,
  fault: Type.Enum([...READING_FAULTS]),
  /** Of `scaled`: factors by value. */
  scale: Type.Optional(Numbers),
  /** Of `wrong-clock`; without it the clock has lost the time. */
  aheadMinutes: Type.Optional(Type.Number()),
})
export type Sensor = Static<typeof Sensor>

/** The mains are gone: stations and gateways there go silent without a goodbye, but for those on batteries. */
export const Power = effect('power', { where: Where })
export type Power = Static<typeof Power>

/** Gateways are gone, and with them all that is behind them. */
export const GatewayOutage = effect('gateway', { gateways: Ids })
export type GatewayOutage = Static<typeof GatewayOutage>

/** The vocabulary of scenarios. */
export const Effect = Type.Union([Emission, Discharge, Jam, Crowd, Rain, Shift, Sensor, Power, GatewayOutage])
export type Effect = Static<typeof Effect>

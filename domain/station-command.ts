import { Type, type Static } from 'typebox'
import { Id } from './station.ts'

/** Longest command, as JSON text. */
export const COMMAND_BYTES = 4_096

/** What a device is to do, in words that its maker and whoever runs it have agreed on: an object of JSON. */
export const StationCommand = Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Type.Unknown(), {
  minProperties: 1,
  maxProperties: 64,
  examples: [{ do: 'restart' }],
})
export type StationCommand = Static<typeof StationCommand>

/** `sent`: a session of the device that listens was given it, QoS 1; the others: nobody heard it, and it is not kept. */
export const COMMAND_DELIVERIES = ['sent', 'not-listening', 'not-connected'] as const
export type CommandDelivery = (typeof COMMAND_DELIVERIES)[number]

/** What became of a command. */
export const CommandAnswer = Type.Object({
  /** Also in the message: QoS 1 may bring it twice. */
  id: Type.String(),
  /** UTC ms. */
  at: Type.Number(),
  topic: Type.String(),
  /** Whether the device, or the gateway that speaks for it, is connected. */
  isConnected: Type.Boolean(),
  delivery: Type.Enum([...COMMAND_DELIVERIES]),
})
export type CommandAnswer = Static<typeof CommandAnswer>

/** The message on the topic `commands`; `station` only on a gateway's. */
export const CommandMessage = Type.Object({
  id: Type.String(),
  at: Type.Number(),
  station: Type.Optional(Id),
  command: StationCommand,
})
export type CommandMessage = Static<typeof CommandMessage>

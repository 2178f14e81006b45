import type { AedesPublishPacket, Client } from 'aedes'
import { REGISTRATION_BYTES } from '../domain/enrolment.ts'
import type { Identity } from './gate.ts'
import { ANSWER, HELLO } from './grant.ts'

/** Talks with clients that are no devices yet. What they say goes nowhere else: neither into the journal nor to others. */
export interface Guests {
  hear(
    client: Client,
    identity: Identity,
    packet: Pick<AedesPublishPacket, 'topic' | 'payload'>,
    done: (error?: Error | null) => void,
  ): void
}

/** Hellos of one connection. */
const MOST_HELLOS = 20

/** `wrong` is told of each that said something that it may not. */
export function makeGuests(wrong: (client: Client) => void): Guests {
  const hellos = new WeakMap<Client, number>()

  function answer(client: Client, payload: string): void {
    if (client.closed) return
    // To this client alone; it is no message of the broker.
    const packet = { cmd: 'publish', topic: ANSWER, payload: Buffer.from(payload), qos: 0, retain: false, dup: false }
    client.publish(packet as Parameters<Client['publish']>[0], () => {})
  }

  return {
    hear(client, { id, talk }, { topic, payload }, done) {
      const count = (hellos.get(client) ?? 0) + 1
      hellos.set(client, count)
      if (topic !== HELLO || payload.length > REGISTRATION_BYTES || count > MOST_HELLOS || !talk) {
        wrong(client)
        return done(new Error(`${id} may say at most ${REGISTRATION_BYTES} bytes on ${HELLO}, ${MOST_HELLOS} times`))
      }
      void talk(payload.toString()).then((text) => {
        // Acknowledged, and passed on to nobody: nobody may subscribe to hellos.
        done(null)
        answer(client, text)
      })
    },
  }
}

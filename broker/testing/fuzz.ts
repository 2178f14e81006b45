import { connect as connectTcp } from 'node:net'
import { connect, frame, PING, publish, subscribe, text, unsubscribe } from './bytes.ts'
import { ALARMS, FAULTS, READINGS, STATUS } from './conformance.ts'

export interface FuzzOptions {
  readonly port: number
  /** Mutated packets in all. */
  readonly frames: number
  readonly seed: number
  /** CONNECT of a client that may sign in, for a level and a number; the client id is to hold the number. */
  readonly signIn?: (level: 4 | 5, number: number) => Buffer
  /** Puts the station's own topics in place of those of the seeds. */
  readonly station?: { readonly kind: string; readonly id: string }
}

const AT_ONCE = 16
const MUTATED_A_CONNECTION = 6
const WITHIN_MS = 10_000
/** What has broken programs before. */
const TOKENS = ['__proto__', 'constructor', 'toString', '#', '+', '$SYS/#', '$share/g/#', '/', '\0', '\ud800', '0', '1']
const BYTES = [0, 1, 0x7f, 0x80, 0xff, 0x10, 0x30, 0x82, 0xa2, 0xe0]

/**
 * Sends packets that were valid until a seeded chance changed them, most of them behind a good sign-in, so that they
 * reach what lies behind it. Resolves to the number of connections when the door has ended every one of them.
 */
export async function fuzz(options: FuzzOptions): Promise<number> {
  const { port, frames, seed, signIn = (level, n) => connect({ level, id: `fuzz-${n % 50}` }) } = options
  const chance = makeChance(seed)
  const seedsOf = { 4: seeds(4, options.station), 5: seeds(5, options.station) } as const
  let left = frames
  let connections = 0

  async function runOne(): Promise<void> {
    const level = chance(2) === 0 ? 4 : 5
    const first = signIn(level, connections++)
    const packets = [chance(8) === 0 ? mutate(first, chance) : first]
    for (let i = 0; i < MUTATED_A_CONNECTION && left > 0; i++, left--) {
      const any = () => seedsOf[level][chance(seedsOf[level].length)]!
      packets.push(any(), chance(12) === 0 ? mutate(any(), chance) : mutateBody(any(), chance))
    }
    const socket = connectTcp(port, '127.0.0.1')
    const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()))
    const ended = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`the door did not end a connection: ${Buffer.concat(sent).toString('hex')}`))
        socket.destroy()
      }, WITHIN_MS)
      socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
    socket.on('error', () => {}).on('data', () => {})
    const sent = [...packets]
    // Most wait to be let in: a parser that stumbles before does nothing at all.
    if (chance(4) > 0) {
      socket.write(packets.shift()!)
      await Promise.race([answered, ended])
    }
    for (const packet of packets) {
      if (socket.destroyed) break
      socket.write(packet)
      // Now and then they come one by one, else many at a time.
      if (chance(3) === 0) await new Promise(setImmediate)
    }
    socket.end()
    await ended
  }

  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) await runOne()
    }),
  )
  return connections
}

/** With a length that fits, so that what follows is read as what it is. */
function mutateBody(packet: Buffer, chance: (below: number) => number): Buffer {
  const body = packet.subarray(2)
  const first = chance(20) === 0 ? packet[0]! ^ (1 << chance(8)) : packet[0]!
  return body.length === 0 ? packet : frame(first, mutate(body, chance))
}

function mutate(packet: Buffer, chance: (below: number) => number): Buffer {
  let bytes: Buffer = Buffer.from(packet)
  for (let times = 1 + chance(3); times > 0; times--) {
    const at = chance(bytes.length)
    const before = bytes.subarray(0, at)
    const behind = bytes.subarray(at)
    switch (chance(7)) {
      case 0:
        bytes[at]! ^= 1 << chance(8)
        break
      case 1:
        bytes[at] = BYTES[chance(BYTES.length)]!
        break
      case 2:
        bytes = Buffer.concat([before, behind.subarray(1 + chance(4))])
        break
      case 3:
        bytes = Buffer.concat([before, Buffer.from(Array.from({ length: 1 + chance(6) }, () => chance(256))), behind])
        break
      case 4:
        bytes = Buffer.concat([bytes, before])
        break
      case 5:
        bytes = Buffer.concat([before, text(TOKENS[chance(TOKENS.length)]!), behind])
        break
      default:
        bytes = frame(bytes[0]!, bytes.subarray(Math.min(2, bytes.length)))
    }
    if (bytes.length === 0) bytes = Buffer.from([chance(256)])
  }
  return bytes.subarray(0, 3_000)
}

function seeds(level: 4 | 5, station = { kind: 'air', id: 'air-1' }): readonly Buffer[] {
  const own = (topic: string) => topic.replace('air/air-1', `${station.kind}/${station.id}`)
  const of = level === 5 ? { properties: [] } : {}
  const five = level === 5
  return [
    publish({ topic: own(READINGS), first: 0x30, payload: '{"values":{"pm25":1}}', ...of }),
    publish({ topic: own(READINGS), id: 1, payload: '{"values":{"pm25":1}}', ...of }),
    publish({ topic: own(READINGS), id: 2, first: 0x34, ...of }),
    publish({ topic: own(STATUS), id: 3, first: 0x33, payload: 'online', ...of }),
    ...(five ? [publish({ topic: own(READINGS), id: 4, properties: [0x01, 1, 0x26, 0, 1, 97, 0, 1, 98] })] : []),
    ...(five ? [publish({ topic: own(READINGS), id: 5, properties: [0x02, 0, 0, 0, 9, 0x08, 0, 1, 97] })] : []),
    subscribe(6, [[own(FAULTS), 1]], of),
    subscribe(
      7,
      [
        [own(FAULTS), 0],
        [ALARMS, 1],
        ['__proto__', 0],
      ],
      of,
    ),
    unsubscribe(8, [own(FAULTS), 'constructor'], of),
    frame(0x40, [0, 1]),
    frame(0x50, [0, 1]),
    frame(0x62, [0, 2]),
    frame(0x70, [0, 2]),
    PING,
    ...(five ? [frame(0xe0, [4, 5, 0x11, 0, 0, 0, 9]), frame(0xf0, [0x18, 0])] : []),
  ]
}

/** Whole numbers from 0 below a bound, the same for the same seed. */
export function makeChance(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

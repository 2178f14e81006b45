/** MQTT packets from their bytes, written by the standard and not by a library, so that they can be wrong on purpose. */
export function frame(first: number, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as Buffer)))
  const length: number[] = []
  let rest = body.length
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
    rest >>= 7
  } while (rest > 0)
  return Buffer.concat([Buffer.from([first, ...length]), body])
}

/** A UTF-8 string with its length (1.5.3), or any bytes in its place. */
export function text(of: string | Buffer): Buffer {
  const bytes = Buffer.from(of as string)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

export interface ConnectBytes {
  readonly level?: number
  readonly name?: string
  /** Connect flags; user name, password and clean session when not given. */
  readonly flags?: number
  readonly keepalive?: number
  readonly id?: string
  readonly user?: string
  readonly password?: string
  readonly will?: { readonly topic: string; readonly payload: string }
  /** Of MQTT 5, without their length. */
  readonly properties?: readonly number[]
}

/** CONNECT of a client that is let in, unless it is told to be wrong. */
export function connect(of: ConnectBytes = {}): Buffer {
  const { level = 4, name = 'MQTT', keepalive = 60, user = 'air-1', password = `p-${user}`, properties = [] } = of
  const { flags = 0xc2, id = 'byte-1', will } = of
  const five = level === 5
  return frame(
    0x10,
    text(name),
    [level, flags, keepalive >> 8, keepalive & 255],
    five ? [properties.length, ...properties] : [],
    text(id),
    will ? Buffer.concat([Buffer.from(five ? [0] : []), text(will.topic), text(will.payload)]) : [],
    flags & 0x80 ? text(user) : [],
    flags & 0x40 ? text(password) : [],
  )
}

export function publish(of: {
  readonly topic: string | Buffer
  readonly first?: number
  readonly id?: number
  readonly payload?: string
  /** MQTT 5; without their length. */
  readonly properties?: readonly number[]
}): Buffer {
  const { topic, first = 0x32, id, payload = '{}', properties } = of
  const packetId = id === undefined ? [] : [id >> 8, id & 255]
  return frame(first, text(topic), packetId, properties ? [properties.length, ...properties] : [], Buffer.from(payload))
}

export function subscribe(
  id: number,
  filters: readonly (readonly [filter: string, options: number])[],
  of: { readonly first?: number; readonly properties?: readonly number[] } = {},
): Buffer {
  const { first = 0x82, properties } = of
  return frame(
    first,
    [id >> 8, id & 255],
    properties ? [properties.length, ...properties] : [],
    ...filters.map(([filter, options]) => Buffer.concat([text(filter), Buffer.from([options])])),
  )
}

export function unsubscribe(
  id: number,
  filters: readonly string[],
  of: { readonly first?: number; readonly properties?: readonly number[] } = {},
): Buffer {
  const { first = 0xa2, properties } = of
  return frame(
    first,
    [id >> 8, id & 255],
    properties ? [properties.length, ...properties] : [],
    ...filters.map((filter) => text(filter)),
  )
}

export const PING = Buffer.from([0xc0, 0])
export const DISCONNECT = Buffer.from([0xe0, 0])

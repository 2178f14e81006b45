import { CityError } from '../../domain/errors.ts'
import type { InfluxTransport } from './influx-transport.ts'

/** Of points that are no readings. */
const MEASUREMENT = 'citypulse'
const MINUTE = 60_000

type Sender = Pick<InfluxTransport, 'send' | 'ask'>

/**
 * Tells lines that are at fault from a server, or a proxy before it, that refuses whatever it is given: for that no reading may be
 * given up.
 */
export interface Doubter {
  /** The server has this line. */
  taken(line: string): void
  /** Lines were refused. Rejects at once, without a search for the line, while the server refused everything at the last look. */
  refused(transport: Sender): Promise<void>
  /** Many were refused and none was taken: sends what cannot be at fault. Rejects when that is refused, too. */
  suspect(transport: Sender, detail: string): Promise<void>
}

/** `now`: UTC ms. */
export function makeDoubter(now: () => number): Doubter {
  let known: string | undefined
  let refusesAll = false
  let saidLast = ''

  /** A line that was taken overwrites itself; it may have become too old since, so a point of now has the last word. */
  async function suspect(transport: Sender, detail: string): Promise<void> {
    saidLast = detail
    refusesAll = !(
      (known !== undefined && (await transport.send([known])).verdict === 'taken') ||
      (await takes(transport))
    )
    if (!refusesAll) return
    throw new CityError(
      'store-refused',
      `InfluxDB: ${detail}; it refuses every line, also one that cannot be at fault: see whether INFLUX_URL leads to InfluxDB itself`,
    )
  }

  async function takes(transport: Sender): Promise<boolean> {
    const minute = Math.floor(now() / MINUTE) * MINUTE
    const { verdict } = await transport.send([`${MEASUREMENT} proof=1 ${BigInt(minute) * 1_000_000n}`])
    if (verdict !== 'doubt') return verdict === 'taken'
    const [tables] = await transport.ask([`SELECT "proof" FROM "${MEASUREMENT}" WHERE time = ${minute}ms`])
    return (tables?.[0]?.values.length ?? 0) > 0
  }

  return {
    taken(line) {
      known = line
      refusesAll = false
    },
    async refused(transport) {
      if (refusesAll) await suspect(transport, saidLast)
    },
    suspect,
  }
}

import type { Kind } from '../../domain/kind.ts'
import { mix, seedOf, uniform } from '../chance.ts'
import type { Entry } from '../device.ts'
import type { Disorder } from '../scenarios/scenario.ts'
import { type Reading, round, type SimulatedStation } from '../world.ts'
import { REFUSED, type ReadingFault } from './fault-types.ts'
import { hostilePayload } from './hostile.ts'
import { type FaultWish, isMeant } from './parse-faults.ts'

/** Readings with each fault, by the simulator's own account. */
export type FaultCounts = { [Type in ReadingFault]?: number }

/** What leaves a station, reading by reading, with what is wrong with it. Ask in the order of the numbers. */
export interface Disturbed {
  /** What is to be sent now, in this order. */
  take(seq: number): Entry[]
  /** What is still held back. */
  rest(): Entry[]
  /** By its numbers from the first that was asked for. */
  readonly counts: Readonly<FaultCounts>
}

/** A fault of a sensor goes on for so many readings; that of a message is one reading's. */
const SPELL = 120
const SPELLS: ReadonlySet<ReadingFault> = new Set(['stuck', 'drifting'])

/** What a clock says that has lost its battery. */
const YEAR_2000 = Date.UTC(2000, 0, 1)
const DAY = 86_400_000

/** A late reading waits for so many of its successors, at least and more. */
const LATE = { least: 5, more: 15 }

/** The readings of a station as a scenario and the wishes have them; a pure function of seed and number. */
export function disturb(
  one: SimulatedStation,
  { wishes, seed }: { readonly wishes: readonly FaultWish<ReadingFault>[]; readonly seed: number },
): Disturbed {
  const { station, kind } = one
  const own = seedOf(mix(seed, 71), station.id)
  // A gateway's message carries the readings of others, who must not pay for one that is broken.
  const mine = wishes.filter(
    (wish) => isMeant(wish, station) && (station.gateway === undefined || !REFUSED.has(wish.type)),
  )
  const counts: FaultCounts = {}
  let held: { entry: Entry; until: number }[] = []
  const count = (type: ReadingFault) => (counts[type] = (counts[type] ?? 0) + 1)

  const wishedAt = (seq: number): Disorder | null => {
    for (const [i, { type, rate }] of mine.entries()) {
      const isSpell = SPELLS.has(type)
      const block = isSpell ? Math.floor(seq / SPELL) : seq
      if (uniform(mix(own, i), block) >= rate) continue
      const from = isSpell ? one.tsOf(block * SPELL) : one.tsOf(seq)
      return { station: station.id, fault: type, scale: {}, aheadMs: 0, from, until: Infinity }
    }
    return null
  }

  const entryOf = (reading: Reading, raw?: string): Entry =>
    raw === undefined ? { station: station.id, reading } : { station: station.id, reading, raw }

  const sendings = (seq: number): Entry[] => {
    const disorder = one.disorder(one.tsOf(seq)) ?? wishedAt(seq)
    const reading = one.reading(seq)
    if (!disorder) return [entryOf(reading)]
    count(disorder.fault)
    const draw = mix(own, seq)
    switch (disorder.fault) {
      case 'missing':
        return []
      case 'duplicate':
        return [entryOf(reading), entryOf(reading)]
      case 'late':
      case 'out-of-order': {
        const behind = disorder.fault === 'late' ? LATE.least + Math.floor(LATE.more * uniform(draw, 1)) : 1
        held.push({ entry: entryOf(reading), until: seq + behind })
        return []
      }
      case 'wrong-unit':
        return [entryOf(reading, JSON.stringify({ ...reading, values: mislabelled(kind, reading) }))]
      case 'wrong-clock':
        return [entryOf(reading, JSON.stringify({ ...reading, ts: mistaken(reading.ts, disorder.aheadMs) }))]
      case 'truncated':
        return [entryOf(reading, cutShort(JSON.stringify(reading), draw))]
      case 'hostile':
        return [entryOf(reading, hostilePayload(draw, kind.headline))]
      default:
        return [entryOf({ ...reading, values: misread(one, reading, disorder) })]
    }
  }

  return {
    counts,
    take(seq) {
      const now = sendings(seq)
      if (held.length === 0) return now
      const free = held.filter(({ until }) => until <= seq)
      if (free.length > 0) held = held.filter(({ until }) => until > seq)
      return [...now, ...free.map(({ entry }) => entry)]
    },
    rest() {
      const last = held.map(({ entry }) => entry)
      held = []
      return last
    },
  }
}

/** What a sensor says that is stuck, spikes, drifts or speaks of other units without saying so. */
function misread(one: SimulatedStation, { ts, values }: Reading, disorder: Disorder): Record<string, number> {
  const { kind } = one
  const name = kind.headline
  const spec = kind.values[name]!
  const [low, high] = spec.fail ?? [-1e9, 1e9]
  const within = (x: number) => round(Math.min(high, Math.max(low, x)), spec.decimals)
  const said = { ...values }
  if (disorder.fault === 'stuck')
    return { ...one.reading(one.seqAt(disorder.from) + (isOn(one, disorder.from) ? 0 : 1)).values }
  if (disorder.fault === 'spiking') said[name] = within(values[name]! + (spec.spike?.[1] ?? (high - low) / 10) * 3)
  if (disorder.fault === 'drifting') {
    const top = spec.suspect?.[1] ?? high
    const readings = (ts - disorder.from) / one.everyMs
    said[name] = within(values[name]! + ((top - values[name]!) * readings) / 60)
  }
  for (const [scaled, factor] of Object.entries(disorder.scale))
    if (said[scaled] !== undefined) said[scaled] = round(said[scaled] * factor, kind.values[scaled]!.decimals)
  return said
}

function isOn(one: SimulatedStation, at: number): boolean {
  return one.tsOf(one.seqAt(at)) === at
}

/** In a unit that measures something else, so that nobody can convert it. */
function mislabelled(kind: Kind, { values }: Reading): Record<string, unknown> {
  const unit = kind.values[kind.headline]!.unit === 'm' ? 'Cel' : 'm'
  return { ...values, [kind.headline]: { value: values[kind.headline], unit } }
}

/** Ahead by so much; lost altogether where nothing is said. */
function mistaken(ts: number, aheadMs: number): number {
  return aheadMs === 0 ? YEAR_2000 + (ts % DAY) : ts + aheadMs
}

/** Never a whole message again, wherever it is cut. */
function cutShort(text: string, draw: number): string {
  return text.slice(0, 1 + Math.floor(uniform(draw, 2) * (text.length - 1)))
}

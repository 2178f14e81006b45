import { gatewayTopic, stationTopic } from '../../domain/topic.ts'
import { disturb } from '../disorder/disturb.ts'
import type { FaultWishes } from '../disorder/parse-faults.ts'
import type { Entry } from '../device.ts'
import { gatewayPayload, stationPayload } from '../payload.ts'
import { type RecordedMessage, writeRecording } from '../recording/recording.ts'
import type { ScenarioFile } from '../scenarios/schema.ts'
import { buildWorld, type CityModel, type SimulatedStation } from '../world.ts'

const MINUTE = 60_000

export interface WriteOptions {
  readonly city: CityModel
  readonly seed: number
  /** Null: a city where nothing happens. */
  readonly scenario: ScenarioFile | null
  /** UTC ms; of a scenario, when it begins. */
  readonly from: number
  /** Ms. */
  readonly lasts: number
  readonly faults: FaultWishes
  /** File that is not there yet. */
  readonly out: string
}

type Sending = Pick<RecordedMessage, 'topic' | 'text' | 'kinds'> & { readonly at: number }

/**
 * Writes what the simulated devices send in a span as a recording, for `replay`, without a city: a message for each reading, in the
 * order of their times. The same options give the same bytes. Resolves to the number of messages; rejects when the file is there.
 */
export async function writeCity({ city, seed, scenario, from, lasts, faults, out }: WriteOptions): Promise<number> {
  const { stations } = buildWorld(city, seed, scenario && { scenario, at: from })
  const sources = stations.map((one) => ({ one, sent: disturb(one, { wishes: faults.readings, seed }) }))
  const begins = from - (scenario?.leadMinutes ?? 0) * MINUTE
  const ends = from + lasts
  const head = { format: 'citypulse-recording', version: 2, startedAt: begins, isMasked: false } as const
  const recording = writeRecording(out, head)
  const gateways = new Set(city.gateways.map(({ id }) => id))
  let messages = 0
  for (let at = begins; at < ends; at += MINUTE) {
    const until = Math.min(ends, at + MINUTE)
    const sendings = sources.flatMap(({ one, sent }) => {
      const all: Sending[] = []
      for (let seq = one.seqAt(at - 1) + 1; seq <= one.seqAt(until - 1); seq++)
        for (const entry of sent.take(seq)) all.push(sendingOf(one, { entry, at: one.tsOf(seq), gateways }))
      return all
    })
    // Of the same time they stay in the order of the configuration.
    sendings.sort((a, b) => a.at - b.at)
    for (const { at: time, ...message } of sendings) recording.write({ t: time - begins, ...message })
    messages += sendings.length
    await recording.room()
  }
  await recording.end({ recorded: messages, withheld: 0, valuesWithheld: 0, missed: 0 })
  return messages
}

function sendingOf(
  { station, kind }: SimulatedStation,
  { entry, at, gateways }: { readonly entry: Entry; readonly at: number; readonly gateways: ReadonlySet<string> },
): Sending {
  const { gateway } = station
  if (gateway !== undefined && gateways.has(gateway))
    return {
      at,
      topic: gatewayTopic(gateway, 'readings'),
      text: gatewayPayload([entry]),
      kinds: { [station.id]: kind.id },
    }
  return { at, topic: stationTopic(kind.id, station.id, 'readings'), text: entry.raw ?? stationPayload([entry]) }
}

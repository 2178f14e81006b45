import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { tailJournal } from '../backup/journal-tail.ts'
import { loadConfig } from '../config/load.ts'
import { plain, pseudonyms } from '../simulators/recording/mask.ts'
import { writeRecording } from '../simulators/recording/recording.ts'
import { apiOf, type Asking, asking, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'

interface Given extends Asking {
  readonly out: string
  readonly seconds?: number
  readonly plain?: boolean
}

/** A row of the journal is forgotten when it is stored, so it has to be seen before. */
const LOOK_MS = 5

/** `record`: what the running city of this machine takes in, into a file, until Ctrl-C or for so long. */
export function recordCommand(terminal: Terminal): Command {
  return asking('record', 'record what the running city takes in, beside it and from its journal; ids are masked')
    .requiredOption('--out <file>', 'new file to write, JSON lines, gzipped')
    .option('--seconds <n>', 'how long (until Ctrl-C)', positive)
    .option('--plain', 'keep ids and bytes as they are: whoever has the file knows the stations')
    .action(async (given: Given) => {
      const journal = join(terminal.dataFolder, 'journal.db')
      const kinds = new Map<string, string>()
      const api = await apiOf(given, terminal)
      for await (const { id, kind } of api.all<{ id: string; kind: string }>('/stations')) kinds.set(id, kind)
      const counts = { recorded: 0, withheld: 0, valuesWithheld: 0, missed: 0 }
      const kindOf = (id: string) => kinds.get(id)
      const onWithheld = () => void (counts.valuesWithheld += 1)
      const mask = given.plain
        ? plain(kindOf)
        : pseudonyms({ kindOf, kinds: loadConfig(terminal.configFolder).kinds, onWithheld })
      const startedAt = terminal.now()
      using tail = open(journal)
      const recording = writeRecording(given.out, {
        format: 'citypulse-recording',
        version: 2,
        startedAt,
        isMasked: given.plain !== true,
      })
      const stop = new AbortController()
      const onSignal = () => stop.abort()
      process.once('SIGINT', onSignal)
      const until = given.seconds === undefined ? Infinity : startedAt + given.seconds * 1000
      const look = () => {
        const { messages, missed } = tail.poll()
        counts.missed += missed
        for (const { receivedAt, topic, payload } of messages) {
          const kept = mask(topic, payload)
          if (kept === null) counts.withheld += 1
          else {
            counts.recorded += 1
            recording.write({ t: Math.max(0, receivedAt - startedAt), ...kept })
          }
        }
      }
      while (!stop.signal.aborted && terminal.now() < until) {
        look()
        await wait(LOOK_MS, undefined, { signal: stop.signal }).catch(() => {})
      }
      // What was acknowledged until now is in the journal.
      look()
      process.off('SIGINT', onSignal)
      await recording.end(counts)
      terminal.print(
        given.json
          ? JSON.stringify(counts)
          : `${counts.recorded} messages recorded in ${given.out}, ${counts.withheld} withheld because they cannot be masked, ${counts.valuesWithheld} values of others too, ${counts.missed} missed because the city had forgotten them`,
      )
      if (counts.missed > 0) process.exitCode = EXIT.failed
    })
}

function open(file: string) {
  try {
    return tailJournal(file)
  } catch (error) {
    throw failure(
      `${file} cannot be read (${(error as Error).message}): is this the machine of the city?`,
      EXIT.unavailable,
    )
  }
}

function positive(text: string): number {
  const n = Number(text)
  if (!(n > 0)) throw new InvalidArgumentError('expected a number above 0')
  return n
}

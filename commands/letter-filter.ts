import { type Command, InvalidArgumentError } from 'commander'
import { momentOf, several } from './ask.ts'

/** Which letters, as options. */
export interface Filtering {
  readonly station?: string
  readonly vendor?: string
  readonly kind?: string
  readonly reason?: string
  readonly stage?: string
  readonly field?: string
  readonly state?: readonly string[]
  readonly from?: string
  readonly to?: string
}

/** Gives a command the options that choose letters. */
export function filtering(command: Command): Command {
  return command
    .option('--station <id>', 'of one station')
    .option('--vendor <name>', 'of one vendor')
    .option('--kind <kind>', 'of one kind')
    .option('--reason <reason>', 'refused for one reason, for example unknown-value')
    .option('--stage <stage>', 'refused by one stage: decode, convert, check or store')
    .option('--field <name>', 'about one value, or ts, seq, values')
    .option('--state <state>', 'in these states: waiting, replaying, replayed, refused-again, discarded', several)
    .option('--from <time>', 'received since: UTC ms, ISO 8601, or how long ago, as 6h or 2d')
    .option('--to <time>', 'received before')
}

/** As parameters of a query. */
export function queryFilter(given: Filtering, now: number): Record<string, string | readonly string[] | undefined> {
  const { station, vendor, kind, reason, stage, field, state } = given
  const [from, to] = [given.from, given.to].map((text) => momentOf(text, now))
  return { station, vendor, kind, reason, stage, field, state, from, to }
}

/** As the body of a call: without what is not given. */
export function bodyFilter(given: Filtering, now: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(queryFilter(given, now)).filter(([, value]) => value !== undefined))
}

/** A whole number as an argument. */
export function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

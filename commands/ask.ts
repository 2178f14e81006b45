import { Command } from 'commander'
import { type Language, nameIn, type Name } from '../domain/label.ts'
import { type Api, openApi } from './api.ts'
import { findCity } from './whereabouts.ts'

/** What commands work with. */
export interface Terminal {
  /** Where the city is looked for when it is not told. */
  readonly dataFolder: string
  readonly configFolder: string
  /** Where the key of the secrets is, when not in the data folder. */
  readonly keyFile?: string
  readonly host: string
  readonly language: Language
  readonly now: () => number
  /** One line, or several. */
  print(text: string): void
}

export interface Asking {
  readonly url?: string
  readonly token?: string
  readonly json?: boolean
}

/** A command that asks the running city: it has `--url`, `--token` and `--json`. `usage`: its name, and what it must be given, as `add <user>`. */
export function asking(usage: string, description: string): Command {
  const [name = '', ...args] = usage.split(' ')
  const command = new Command(name)
  for (const one of args) command.argument(one)
  return command
    .description(description)
    .option('--url <url>', 'address of the city (from the data folder)')
    .option('--token <token>', 'API token (from the data folder)')
    .option('--json', 'print JSON, for programs')
}

export async function apiOf(given: Asking, terminal: Terminal): Promise<Api> {
  return openApi(await findCity(given, terminal))
}

/** Everything that an asynchronous list yields. */
export async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items)
}

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, null, 2))
}

export function shown(terminal: Terminal, name: Name): string {
  return nameIn(terminal.language, name)
}

/** An option that may be given several times, or once with commas. */
export function several(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').filter((part) => part !== '')]
}

/** A moment for the city: as it is, or `6h` and `2d` for so long ago. */
export function momentOf(text: string | undefined, now: number): string | undefined {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text ?? '') ?? []
  if (count === undefined) return text
  const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'm' | 'h' | 'd']
  return String(now - Number(count) * unitMs)
}

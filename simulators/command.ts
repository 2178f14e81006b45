import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { loadConfig } from '../config/load.ts'
import { runLoad } from './load.ts'
import { screenOn } from './load/screen.ts'

/** Where a command finds the city when it is not told. */
export interface CityFolders {
  readonly config: string
  readonly data: string
}

/** `simulate`: the load test, as a command to be mounted beside the others. Sets exit code 1 when anything is missing. */
export function simulateCommand(
  { config, data }: CityFolders = { config: './config', data: './data' },
  output: NodeJS.WriteStream = process.stdout,
): Command {
  return new Command('simulate')
    .description('load a running city with stations of its own, then reconcile to the last reading')
    .option('--stations <n>', 'stations that publish', whole, 500)
    .option('--rate <n>', 'messages a second, over all stations', positive, 2000)
    .option('--seconds <n>', 'how long', positive, 60)
    .addOption(new Option('--qos <n>', 'MQTT quality of service').choices(['0', '1', '2']).default('1'))
    .addOption(
      new Option('--payload <shape>', 'one reading a message, or several')
        .choices(['single', 'batch'])
        .default('single'),
    )
    .option('--batch <n>', 'readings a message of --payload batch', whole, 10)
    .option('--mqtt5', 'speak MQTT 5 instead of 3.1.1', false)
    .option('--kinds <list>', 'kinds to simulate, for example air,water (all)', list, [])
    .option('--connections <n>', 'connections in all; those beyond the stations only stay open', whole, 0)
    .option('--url <url>', 'address of the city (from the data folder)')
    .option('--token <token>', 'API token that may register stations (from the data folder)')
    .option('--mqtt <host:port>', 'address of the broker (from the data folder)')
    .option('--keep', 'leave the stations registered', false)
    .option('--config <folder>', 'configuration of the city', config)
    .option('--data <folder>', 'data folder of the city', data)
    .action(async (given: Given) => {
      const result = await runLoad({ ...given, ...(await loadOf(given)), screen: screenOn(output) })
      if (!result.ok) process.exitCode = 1
    })
}

interface Given {
  readonly stations: number
  readonly rate: number
  readonly seconds: number
  readonly qos: '0' | '1' | '2'
  readonly payload: 'single' | 'batch'
  readonly batch: number
  readonly mqtt5: boolean
  readonly kinds: readonly string[]
  readonly connections: number
  readonly url?: string
  readonly token?: string
  readonly mqtt?: string
  readonly keep: boolean
  readonly config: string
  readonly data: string
}

async function loadOf(given: Given) {
  const { url, token, mqtt } = await whereabouts(given)
  return {
    city: loadConfig(given.config),
    url,
    token,
    mqtt,
    qos: Number(given.qos) as 0 | 1 | 2,
    batch: given.payload === 'batch' ? given.batch : 1,
    run: Date.now().toString(36),
  }
}

/** Addresses and token as given, else as the running city wrote them into its data folder. */
async function whereabouts({ url, token, mqtt, data }: Given) {
  const run =
    url !== undefined && mqtt !== undefined ? {} : await readJson(join(data, 'run.json'), 'is the city running?')
  const secrets = token === undefined ? await readJson(join(data, 'secrets.json'), 'give --token') : {}
  const host = url === undefined ? '127.0.0.1' : new URL(url).hostname
  return {
    url: (url ?? `http://127.0.0.1:${text(run['http'])}`).replace(/\/$/, ''),
    token: token ?? text(secrets['cliToken']),
    mqtt: addressOf(mqtt ?? `${host}:${text(run['mqtt'])}`),
  }
}

async function readJson(file: string, remedy: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${remedy}`, { cause })
  }
}

function text(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}

function addressOf(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(':')
  const port = Number(address.slice(at + 1))
  if (at < 1 || !Number.isInteger(port) || port < 1) throw new Error(`${address} is no host:port`)
  return { host: address.slice(0, at), port }
}

function whole(text: string): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('expected a whole number from 1 on')
  return n
}

function positive(text: string): number {
  const n = Number(text)
  if (!(n > 0) || !Number.isFinite(n)) throw new InvalidArgumentError('expected a number above 0')
  return n
}

function list(text: string): string[] {
  return text.split(',').filter((part) => part !== '')
}

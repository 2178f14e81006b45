import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { loadConfig } from '../config/load.ts'
import type { Language } from '../domain/label.ts'
import { positive, span, whole } from './arguments.ts'
import { wishes } from './disorder/wishes.ts'
import { expectTargets, NO_FAULTS } from './disorder/parse-faults.ts'
import { runLoad } from './load.ts'
import { type GivenLoad, loadOptionsOf, withLoadOptions } from './load/command-options.ts'
import { expectWritable, writeReport } from './load/report/write.ts'
import type { LoadOptions } from './load/options.ts'
import { replayCounted } from './load/replay-counted.ts'
import type { LoadStory } from './load/report/story.ts'
import { type Screen, screenOn } from './load/screen.ts'
import { passwordsOf } from './password.ts'
import { askCity } from './play/ask.ts'
import { listScenarios } from './play/list.ts'
import { writeCommand } from './play/write-command.ts'
import { fillHistory, playFaults, playScenario, type PlayOptions } from './play/player.ts'
import { loadScenarios, scenarioOf } from './scenarios/load-scenarios.ts'

const HOUR = 3_600_000
/** The first is a wish to stop: what was sent is reconciled, and what was registered is retired. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Where a command finds the city when it is not told. */
export interface CityFolders {
  readonly config: string
  readonly data: string
  /** Key of the simulated devices' passwords of the city with a data folder, base64url. */
  readonly simulationKey?: (dataFolder: string) => Promise<string>
}

/**
 * `simulate`: plays the simulated city to a running one, with scenarios and faults, or loads it, and reconciles both books. A
 * command to be mounted beside the others; sets exit code 1 when anything is missing or not as it was expected.
 */
export function simulateCommand(
  { config, data, simulationKey = noKey }: CityFolders = { config: './config', data: './data' },
  output: NodeJS.WriteStream = process.stdout,
  language: Language = 'en',
): Command {
  const scenarios = new Command('scenarios')
    .description('lists the scenarios, or tells one: its timeline, and what the city must and must not raise')
    .argument('[id]', 'scenario to tell')
    .option('--json', 'print JSON, for programs')
    .action((id: string | undefined, { json }: { json?: boolean }, command: Command) => {
      const folder = command.parent?.getOptionValue('config') as string | undefined
      const all = loadScenarios(loadConfig(folder ?? config))
      output.write(
        `${listScenarios(id === undefined ? [...all.values()] : [scenarioOf(all, id)], { isOne: id !== undefined, isJson: json === true, language })}\n`,
      )
    })
  const command = new Command('simulate')
    .description('play scenarios, history and faults to a running city, or load it, then reconcile to the last reading')
    .addCommand(scenarios)
    .addCommand(writeCommand(config, output))
    // What stands behind `write` is its own: some of it has the same names.
    .enablePositionalOptions()
    .option('--scenario <id>', 'play this scenario through the simulated stations; `simulate scenarios` lists them')
    .option('--speed <n>', 'how much faster than the clock; beyond 1 its readings are of the past', positive, 1)
    .option('--check', 'compare what the city raised with what the scenario expects', false)
    .option('--patience <seconds>', 'how long what is expected may still come (60; of a load, 10)', positive)
    .option('--fill <span>', 'send the past of all simulated stations at full speed, for example 30d', span)
    .option('--every <span>', 'with --fill: one reading of a station in so long (its own cadence)', span, 0)
    .option('--faults <list>', 'what is to go wrong, for example late:5%,duplicate:1%@air', wishes)
    .option('--minutes <n>', 'with --faults alone: how long', positive, 10)
    .option('--seed <n>', 'seed of the simulated city', whole, 1)
  return withLoadOptions(command)
    .option('--url <url>', 'address of the city (from the data folder)')
    .option('--token <token>', 'API token that may register stations (from the data folder)')
    .option('--mqtt <host:port>', 'address of the broker (from the data folder)')
    .option('--keep', 'load: leave the stations registered', false)
    .option('--config <folder>', 'configuration of the city', config)
    .option('--data <folder>', 'data folder of the city', data)
    .action(async (given: Given) => {
      const screen = screenOn(output)
      const isPlayed = given.scenario !== undefined || given.fill !== undefined || given.faults !== undefined
      if (isPlayed && given.broker !== undefined)
        throw new Error(
          '--scenario, --fill and --faults play the stations of a city and compare its books: another broker has none. For it there is a load, or a recording: simulate write --scenario … --out file, then --broker … --replay file',
        )
      const isFine = isPlayed
        ? await play(given, await playOf(given, { say: screen.say, language, simulationKey }))
        : await load(given, screen)
      if (!isFine) process.exitCode = 1
    })
}

/** History first, then the scenario, or the faults alone. */
async function play(given: Given, options: PlayOptions): Promise<boolean> {
  const fill = given.fill === undefined ? undefined : { hours: given.fill / HOUR, everyMs: given.every }
  if (given.scenario !== undefined) {
    const scenario = scenarioOf(loadScenarios(options.city), given.scenario)
    return playScenario(scenario, { ...options, speed: given.speed, check: given.check, fill })
  }
  if (fill) return fillHistory({ ...options, ...fill })
  return playFaults({ ...options, minutes: given.minutes, speed: given.speed })
}

async function noKey(): Promise<string> {
  throw new Error('nobody gave the key of the simulated devices: run this as npm run simulate')
}

async function playOf(
  given: Given,
  {
    say,
    language,
    simulationKey,
  }: Pick<PlayOptions, 'say' | 'language'> & Required<Pick<CityFolders, 'simulationKey'>>,
): Promise<PlayOptions> {
  const city = loadConfig(given.config)
  if (given.faults) expectTargets(given.faults, city.stations)
  const { url, token, mqtt } = await whereabouts({ ...given, tls: false })
  return {
    city,
    ask: askCity(url, token),
    mqtt,
    passwordOf: passwordsOf(await simulationKey(given.data), city.city.devices?.signIn),
    seed: given.seed,
    faults: given.faults ?? NO_FAULTS,
    patienceMs: (given.patience ?? 60) * 1000,
    language,
    say,
  }
}

interface Given extends GivenLoad {
  readonly scenario?: string
  readonly speed: number
  readonly check: boolean
  readonly patience?: number
  readonly fill?: number
  readonly every: number
  readonly faults?: PlayOptions['faults']
  readonly minutes: number
  readonly seed: number
  readonly url?: string
  readonly token?: string
  readonly mqtt?: string
  readonly config: string
  readonly data: string
}

/** Until it is over, or Ctrl-C: then what was sent is still waited for and reconciled. */
async function load(given: Given, screen: Screen): Promise<boolean> {
  const patience = given.patience === undefined ? {} : { patienceMs: given.patience * 1000 }
  if (given.report !== undefined) await expectWritable(given.report)
  const options = { ...(await loadOf(given)), screen, ...patience }
  if (given.replay !== undefined) return replay(given.replay, given.speed, options)
  const stop = new AbortController()
  const onSignal = (): void => {
    screen.say('stopping; once more to leave at once')
    stop.abort()
  }
  for (const signal of SIGNALS) process.once(signal, onSignal)
  try {
    const { report } = given
    const told = report === undefined ? {} : { report: (story: LoadStory) => tellReport(report, story, screen) }
    return (await runLoad({ ...options, stopped: stop.signal, ...told })).ok
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

function replay(file: string, speed: number, { broker, mqtt5, tls, ...options }: LoadOptions): Promise<boolean> {
  if (!broker) throw new Error('--replay goes with --broker; `npm run city -- replay` sends a recording to the city')
  const { host, port, user, password } = broker
  const signIn = { ...(user !== undefined && { user }), ...(password !== undefined && { password }) }
  return replayCounted({ ...options, ...signIn, file, speed, door: { host, port, mqtt5, ...(tls && { tls }) } })
}

async function tellReport(folder: string, story: LoadStory, { say }: Screen): Promise<void> {
  say(`report: ${await writeReport(folder, story)}`)
}

async function loadOf(given: Given) {
  const options = await loadOptionsOf(given, Date.now())
  const city = loadConfig(given.config)
  if (options.broker) return { ...options, city, url: '', token: '', mqtt: options.broker }
  const { pid, ...where } = await whereabouts(given)
  return { ...options, city, ...where, ...(pid !== undefined && { cityPid: pid }) }
}

/** Addresses and token as given, else as the running city wrote them into its data folder. */
async function whereabouts({ url, token, mqtt, tls, data }: Given) {
  const host = url === undefined ? '127.0.0.1' : hostIn(url)
  const isHere = url === undefined || mqtt === undefined
  const run = isHere
    ? await readJson(
        join(data, 'run.json'),
        url === undefined ? 'is the city running?' : `say where its broker is, as --mqtt ${host}:1883`,
      )
    : {}
  const secrets = token === undefined ? await readJson(join(data, 'secrets.json'), 'give --token') : {}
  const port = text(run[tls ? 'mqtts' : 'mqtt'])
  if (mqtt === undefined && port === '')
    throw new Error(
      `the city has no ${tls ? 'TLS door: start it with MQTTS_CERT and MQTTS_KEY' : 'plain MQTT door: give --tls'}`,
    )
  if (url === undefined && text(run['http']) === '')
    throw new Error('the city has no plain HTTP door: give --url and --token')
  return {
    url: (url ?? `http://127.0.0.1:${text(run['http'])}`).replace(/\/$/, ''),
    token: token ?? text(secrets['cliToken']),
    mqtt: addressOf(mqtt ?? `${host}:${port}`),
    pid: url === undefined && typeof run['pid'] === 'number' ? run['pid'] : undefined,
  }
}

function hostIn(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Error(`--url ${url} is no address of a city: expected like http://127.0.0.1:8080`)
  return new URL(url).hostname
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

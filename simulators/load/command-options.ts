import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import type { LoadOptions } from './options.ts'
import { list, natural, positive, whole } from '../arguments.ts'
import { type Shape, SHAPES } from './shape.ts'

/** What the options of a load came to. */
export interface GivenLoad {
  readonly stations: number
  readonly rate: number
  readonly seconds: number
  readonly shape: Shape
  readonly burst: number
  readonly burstSeconds: number
  readonly burstEvery: number
  readonly stepFactor: number
  readonly stepSeconds: number
  readonly p99Limit: number
  readonly qos: '0' | '1' | '2'
  readonly payload: 'single' | 'batch'
  readonly batch: number
  readonly mqtt5: boolean
  readonly kinds: readonly string[]
  readonly connections: number
  readonly processes: number
  readonly sources: readonly string[]
  readonly probes: number
  readonly keep: boolean
  readonly report?: string
  readonly broker?: string
  readonly replay?: string
  readonly user?: string
  readonly password?: string
  readonly topic: string
  readonly tls: boolean
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** Adds the options of a load to a command. */
export function withLoadOptions(command: Command): Command {
  return command
    .option('--stations <n>', 'load: stations that publish', whole, 500)
    .option('--rate <n>', 'load: messages a second, over all stations', positive, 2000)
    .option('--seconds <n>', 'load: how long', positive, 60)
    .addOption(
      new Option('--shape <shape>', 'load: how the rate goes; step rises until it breaks, at most for --seconds')
        .choices(SHAPES)
        .default('steady'),
    )
    .option('--burst <n>', 'load: a burst has so many times the rate', positive, 5)
    .option('--burst-seconds <n>', 'load: how long a burst lasts', positive, 2)
    .option('--burst-every <n>', 'load: seconds from burst to burst', positive, 10)
    .option('--step-factor <n>', 'load: each step has so many times the rate of the one before', positive, 1.5)
    .option('--step-seconds <n>', 'load: how long a step lasts', positive, 5)
    .option('--p99-limit <ms>', 'load: a step whose p99 from due to PUBACK is above does not hold', positive, 1000)
    .addOption(new Option('--qos <n>', 'load: MQTT quality of service').choices(['0', '1', '2']).default('1'))
    .addOption(
      new Option('--payload <shape>', 'load: one reading a message, or several')
        .choices(['single', 'batch'])
        .default('single'),
    )
    .option('--batch <n>', 'load: readings a message of --payload batch', whole, 10)
    .option('--mqtt5', 'load: speak MQTT 5 instead of 3.1.1', false)
    .option('--kinds <list>', 'load: kinds to simulate, for example air,water (all)', list, [])
    .option('--connections <n>', 'load: connections in all; those beyond the stations only stay open', whole, 0)
    .option('--processes <n>', 'load: processes that share the stations', whole, 1)
    .option(
      '--sources <list>',
      'load: addresses of this machine to connect from (on the loopback: as needed)',
      list,
      [],
    )
    .option('--probes <n>', 'load: stations besides that measure the time to the store and to a browser', natural, 2)
    .option('--report <folder>', 'load: write report.json and report.html there')
    .option('--tls', 'load: connect with TLS', false)
    .option('--ca <file>', 'load: authorities to trust, PEM (those of the system)')
    .option('--cert <file>', 'load: certificate of the client, PEM')
    .option('--key <file>', 'load: its key, PEM')
    .option('--broker <url>', 'load: any other broker instead of the city, for example mqtt://user:password@host:1883')
    .option('--replay <file>', 'with --broker: send this recording, --speed times as fast, and count what comes back')
    .option('--user <name>', 'load: user at --broker')
    .option('--password <password>', 'load: password at --broker')
    .option('--topic <pattern>', 'load: topics at --broker', 'city/v1/{kind}/{id}/readings')
}

type Common = Omit<LoadOptions, 'city' | 'url' | 'token' | 'mqtt' | 'screen' | 'report' | 'cityPid'>

/** Options of the load as it takes them, but for whom it is aimed at. Throws when they do not go together. */
export async function loadOptionsOf(given: GivenLoad, now: number): Promise<Common> {
  const { report: _, replay: __, broker, tls, ca, cert, key, user, password, topic, p99Limit, payload, ...same } = given
  const aimed = broker === undefined ? undefined : brokerOf(broker)
  const isTls = tls || aimed?.isTls === true
  if (!isTls && (ca ?? cert ?? key) !== undefined) throw new Error('--ca, --cert and --key go with --tls')
  if ((cert === undefined) !== (key === undefined)) throw new Error('--cert and --key go together')
  if (given.shape === 'step' && given.stepFactor <= 1) throw new Error('--step-factor must be above 1')
  if (given.shape === 'burst' && given.burstSeconds >= given.burstEvery)
    throw new Error('--burst-seconds must be less than --burst-every')
  return {
    ...same,
    p99LimitMs: p99Limit,
    qos: Number(given.qos) as 0 | 1 | 2,
    batch: payload === 'batch' ? given.batch : 1,
    run: now.toString(36),
    ...(isTls && { tls: await pemOf({ ca, cert, key }) }),
    ...(aimed && { broker: { ...aimed.at, ...signInOf(aimed.url, { user, password }), topic } }),
  }
}

function brokerOf(text: string): {
  readonly url: URL
  readonly isTls: boolean
  readonly at: { readonly host: string; readonly port: number }
} {
  const url = URL.parse(text)
  const scheme = url?.protocol.slice(0, -1) ?? ''
  if (!url || !/^(mqtts?|tcp|ssl)$/.test(scheme))
    throw new Error(`${text} is no address like mqtt://host:1883 or mqtts://host:8883`)
  const isTls = scheme === 'mqtts' || scheme === 'ssl'
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  return { url, isTls, at: { host, port: Number(url.port) || (isTls ? 8883 : 1883) } }
}

function signInOf(url: URL, told: { readonly user: string | undefined; readonly password: string | undefined }) {
  const user = told.user ?? decodeURIComponent(url.username)
  const password = told.password ?? decodeURIComponent(url.password)
  return { ...(user !== '' && { user }), ...(password !== '' && { password }) }
}

async function pemOf(files: Readonly<Record<'ca' | 'cert' | 'key', string | undefined>>) {
  const texts: { ca?: string; cert?: string; key?: string } = {}
  for (const [name, file] of Object.entries(files) as ['ca' | 'cert' | 'key', string | undefined][]) {
    if (file === undefined) continue
    texts[name] = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new Error(`--${name} ${file} cannot be read`, { cause })
    })
    if (!texts[name].includes('-----BEGIN ')) throw new Error(`--${name} ${file} is no PEM file`)
  }
  return texts
}

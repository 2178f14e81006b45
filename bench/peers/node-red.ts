import { spawn, execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { answers, freePort, startMosquitto } from './mosquitto.ts'
import type { System, SystemOptions } from './system.ts'

/** Newest of both on 2026-11-26. */
export const NODE_RED = { 'node-red': '5.0.7', 'node-red-contrib-influxdb': '0.7.0' }

const BATCH = 1000
const WAIT_SECONDS = 0.1
const START_MS = 60_000

/** Mosquitto, and Node-RED with its MQTT and InfluxDB nodes, which it joins into batches. */
export async function openNodeRed({ influxUrl, database, folder }: SystemOptions): Promise<System> {
  const home = await install()
  await using rooms = new AsyncDisposableStack()
  const broker = rooms.use(await startMosquitto(folder))
  const port = await freePort()
  const user = join(folder, 'node-red')
  await mkdir(user)
  await writeFile(
    join(user, 'flows.json'),
    JSON.stringify(flowOf({ mqttPort: broker.port, influx: new URL(influxUrl), database })),
  )
  await writeFile(
    join(user, 'settings.js'),
    `module.exports = { uiPort: ${port}, uiHost: '127.0.0.1', flowFile: 'flows.json', nodesDir: ${JSON.stringify(join(home, 'node_modules/node-red-contrib-influxdb'))}, telemetry: { enabled: false }, logging: { console: { level: 'info' } } }`,
  )
  const child = spawn(process.execPath, [join(home, 'node_modules/node-red/red.js'), '--userDir', user], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (log += bytes.toString()))
  const gone = once(child, 'exit')
  rooms.defer(async () => {
    child.kill()
    await gone
  })
  await answers(port)
  const deadline = performance.now() + START_MS
  while (!/Connected to broker/.test(log)) {
    if (performance.now() > deadline || child.exitCode !== null) throw new Error(`Node-RED did not start:\n${log}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const held = rooms.move()
  return {
    mqttPort: broker.port,
    pids: { mosquitto: broker.pid, 'node-red': child.pid! },
    credentialsOf: (station) => ({ username: station, password: 'none' }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Into a folder of its own, once: it is no dependency of CityPulse. */
async function install(): Promise<string> {
  const home = join(homedir(), '.cache/citypulse-bench/node-red')
  if (existsSync(join(home, 'node_modules/node-red-contrib-influxdb'))) return home
  await mkdir(home, { recursive: true })
  await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, dependencies: NODE_RED }))
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund'], { cwd: home })
  return home
}

const TO_POINT = `const { ts, values, seq } = msg.payload
msg.payload = {
  measurement: 'air',
  tags: { station: msg.topic.split('/')[3] },
  fields: values,
  timestamp: ts + String(seq % 1e6).padStart(6, '0'),
}
return msg`

function flowOf(of: { readonly mqttPort: number; readonly influx: URL; readonly database: string }): object[] {
  const node = (id: string, type: string, rest: object, wires: string[] = []) => ({
    id,
    type,
    z: 'tab',
    wires: [wires],
    ...rest,
  })
  return [
    { id: 'tab', type: 'tab', label: 'bench' },
    {
      id: 'c1',
      type: 'mqtt-broker',
      broker: '127.0.0.1',
      port: String(of.mqttPort),
      clientid: 'node-red',
      autoConnect: true,
      usetls: false,
      protocolVersion: '4',
      keepalive: '60',
      cleansession: false,
      autoUnsubscribe: true,
    },
    {
      id: 'c2',
      type: 'influxdb',
      hostname: of.influx.hostname,
      port: of.influx.port,
      protocol: 'http',
      database: of.database,
      usetls: false,
      influxdbVersion: '1.x',
    },
    node('n1', 'mqtt in', { topic: 'city/v1/air/+/readings', qos: '1', datatype: 'json', broker: 'c1', inputs: 0 }, [
      'n2',
    ]),
    node('n2', 'function', { func: TO_POINT, outputs: 1 }, ['n3']),
    node(
      'n3',
      'join',
      {
        mode: 'custom',
        build: 'array',
        property: 'payload',
        propertyType: 'msg',
        count: String(BATCH),
        timeout: String(WAIT_SECONDS),
        joiner: '',
        accumulate: false,
      },
      ['n4'],
    ),
    { ...node('n4', 'influxdb batch', { influxdb: 'c2', precision: 'n' }), wires: [] },
  ]
}

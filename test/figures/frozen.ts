import { io } from 'socket.io-client'
import { listen } from '../../dashboard/server/testing/listen.ts'
import { rssOf } from '../soak/reconcile.ts'
import { makeLatency, makeSender } from '../soak/sender.ts'
import { type Credentials, type RunningCity, startCity } from '../support/city.ts'
import { connect } from '../support/device.ts'
import type { Figure } from './figure.ts'

const STATIONS = 200
/** Each reading raises or clears an alarm, which every listener is told. */
const PER_SECOND = 1_000
const CALM_MS = 60_000
const FROZEN_MS = 30_000
const MIB = 1024 * 1024

const RULE = {
  id: 'figure-bang',
  kind: 'noise',
  label: { zh: '测试', en: 'Bang of the figure' },
  response: { zh: '无', en: 'None' },
  severity: 'blue',
  when: { type: 'threshold', value: 'LAmax', above: 100 },
}

/** A subscriber and a browser that stop reading among 1,000 alarm events a second, and what those beside them notice. */
export async function frozen(): Promise<Figure> {
  await using city = await startCity()
  const stations: Credentials[] = []
  for (let i = 0; i < STATIONS; i++)
    stations.push(await city.register({ id: `frozen-${i}`, kind: 'noise', everySeconds: 3600 }))
  await city.api('PUT', `/rules/${RULE.id}`, { rule: RULE, why: 'for the figure', version: 0 })
  const siren = await city.api<Credentials>('POST', '/services', { id: 'figure-siren' })
  const from = Date.now()
  const everyMs = (1000 * STATIONS) / PER_SECOND
  const over = new AbortController()
  const sending = stations.map((credentials) =>
    makeSender({
      credentials,
      topic: `city/v1/noise/${credentials.username}/readings`,
      port: () => city.mqttPort,
      payloadOf: (n) => `{"ts":${Math.round(from + n * everyMs)},"seq":${n},"values":{"LAmax":${n % 2 ? 70 : 110}}}`,
      perSecond: 1000 / everyMs,
      latency: makeLatency(),
    }).run(over.signal, 10_000),
  )
  const subscriber = await connect(siren, { port: city.mqttPort, options: { clientId: 'figure-well' } })
  const heardByMqtt = longestGap()
  subscriber.on('message', heardByMqtt.note)
  await subscriber.subscribeAsync('city/v1/alarms/#', { qos: 0 })
  using browser = await listen(city.url, { cookie: city.cookie, origin: city.url })
  const heardByBrowser = longestGap()
  browser.socket.on('alarm', heardByBrowser.note)
  browser.socket.emit('resume', { after: 0 })

  let rss = 0
  const watching = setInterval(() => (rss = Math.max(rss, rssOf(city))), 100)
  await sleep(CALM_MS)
  const calmRss = rss
  const calm = [heardByMqtt.take(), heardByBrowser.take()]
  const stuck = await freeze(city, siren)
  const frozenAt = performance.now()
  let cutAfter = Number.NaN
  const refusals = setInterval(() => {
    void refusedOf(city).then((count) => {
      if (count > 0 && Number.isNaN(cutAfter)) cutAfter = performance.now() - frozenAt
    })
  }, 250)
  await sleep(FROZEN_MS)
  clearInterval(watching)
  clearInterval(refusals)
  const under = [heardByMqtt.take(), heardByBrowser.take()]
  over.abort()
  await Promise.all(sending)
  stuck.let()
  await subscriber.endAsync(true)
  await city.stop()

  const grown = Math.round((rss - calmRss) / MIB)
  const longest = Math.max(...under)
  const wrong: string[] = []
  if (longest > 250) wrong.push(`those beside them waited for ${longest} ms, at most 250 are promised`)
  if (!(cutAfter <= 12_000)) wrong.push(`the frozen subscriber was cut after ${cutAfter} ms, at most 10 s are promised`)
  if (grown > 20) wrong.push(`memory grew by ${grown} MiB, at most 20 are promised`)
  return {
    id: 'R10',
    measured:
      `others' longest gap ${longest} ms (calm ${Math.max(...calm)}); frozen subscriber cut after ${(cutAfter / 1000).toFixed(1)} s; ` +
      `memory ${grown < 0 ? '' : '+'}${grown} MiB (${PER_SECOND.toLocaleString('en')} alarm events a second, a subscriber and a browser frozen for ${FROZEN_MS / 1000} s)`,
    wrong,
  }
}

async function freeze(city: RunningCity, siren: Credentials): Promise<{ let(): void }> {
  const mqtt = await connect(siren, { port: city.mqttPort, options: { clientId: 'figure-frozen' } })
  await mqtt.subscribeAsync('city/v1/alarms/#', { qos: 0 })
  mqtt.stream.pause()
  const socket = io(`${city.url}/ops`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie: city.cookie, origin: city.url },
  })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject))
  socket.emit('resume', { after: 0 })
  // Of ws: reads no more from its TCP socket.
  ;(socket.io.engine.transport as unknown as { ws: { _socket?: { pause(): void }; pause?(): void } }).ws.pause?.()
  return {
    let() {
      mqtt.stream.destroy()
      socket.disconnect()
    },
  }
}

async function refusedOf(city: RunningCity): Promise<number> {
  const text = await (await fetch(`${city.url}/metrics`)).text()
  const of = (reason: string) =>
    Number(new RegExp(`^citypulse_mqtt_refusals_total\\{reason="${reason}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
  return of('not-reading') + of('backlog')
}

/** Longest time between two notes since the last take, ms. */
function longestGap(): { note(): void; take(): number } {
  let last = performance.now()
  let longest = 0
  return {
    note() {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    },
    take() {
      const taken = Math.round(Math.max(longest, performance.now() - last))
      longest = 0
      last = performance.now()
      return taken
    },
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

import { connect as connectTcp, type Socket } from 'node:net'
import { connect, subscribe } from '../../broker/testing/bytes.ts'
import type { Credentials, RunningCity } from '../support/city.ts'
import { listen } from '../../dashboard/server/testing/listen.ts'
import { connect as connectClient, connectDevice } from '../support/device.ts'

const FROZEN = 1
const WARM_UP_MS = 20_000
const EACH_MS = 20_000
/** Readings sent at once, and the pause after them; every second one raises an alarm, the others clear it. */
const AT_ONCE = 20
const PAUSE_MS = 50
const CLOSE_FRAME = 0x88

const RULE = {
  id: 'frozen-bang',
  kind: 'noise',
  label: { zh: '测试', en: 'Bang of the siege' },
  response: { zh: '无', en: 'None' },
  severity: 'blue',
  when: { type: 'threshold', value: 'LAmax', above: 100 },
}

/** Alarms come and go all the time while subscribers and browsers have stopped reading. Resolves to how much memory that took, bytes. */
export async function freeze(
  city: RunningCity,
  rssOf: (pid: number) => number,
): Promise<{
  readonly alarms: number
  readonly grown: number
  readonly cut: number
  /** Between two events at a subscriber and a browser that do read, ms. */
  readonly longestGap: number
}> {
  const loud = await city.register({ id: 'noise-frozen', kind: 'noise', everySeconds: 3600 })
  const siren = await city.api<Credentials>('POST', '/services', { id: 'siege-siren' })
  const rule = { ...RULE, stations: [loud.username] }
  await city.api('PUT', `/rules/${RULE.id}`, { rule, why: 'for the siege', version: 0 })
  await using device = await connectDevice(loud, { port: city.mqttPort, kind: 'noise' })
  await using rooms = new AsyncDisposableStack()
  const gaps = await watchThoseWhoRead(city, siren, rooms)
  let seq = 0
  let highest = 0
  const bang = async (ms: number) => {
    const until = performance.now() + ms
    while (performance.now() < until) {
      const sent = Array.from({ length: AT_ONCE }, () =>
        device.send({ ts: Date.now(), seq: ++seq, values: { LAeq: 60, LAmax: seq % 2 === 0 ? 60 : 110 } }),
      )
      await Promise.all(sent)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      highest = Math.max(highest, rssOf(city.pid))
    }
  }
  await bang(WARM_UP_MS)
  await bang(EACH_MS)
  const before = highest
  const sockets = [
    ...Array.from({ length: FROZEN }, (_, n) => subscriber(city, siren, `frozen-${n}`)),
    ...(await Promise.all(Array.from({ length: FROZEN }, () => browser(city)))),
  ]
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  for (const socket of sockets) socket.pause()
  const from = seq
  for (const gap of gaps) gap.take()
  await bang(EACH_MS)
  const longestGap = Math.max(...gaps.map((gap) => gap.take()))
  // A socket that is paused does not see its end: that of TCP, or the close frame of a web socket, behind all that was on its way.
  const ends = sockets.map(() => Buffer.alloc(0))
  for (const [i, socket] of sockets.entries())
    socket.on('data', (bytes: Buffer) => (ends[i] = Buffer.concat([ends[i]!, bytes]).subarray(-4))).resume()
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const isClosed = (i: number) => ends[i]!.includes(CLOSE_FRAME)
  const cut = sockets.filter((socket, i) => socket.closed || socket.readableEnded || isClosed(i)).length
  for (const socket of sockets) socket.destroy()
  return { alarms: seq - from, grown: highest - before, cut, longestGap }
}

function subscriber({ mqttPort }: RunningCity, { username, password }: Credentials, id: string): Socket {
  const socket = connectTcp(mqttPort, '127.0.0.1').on('error', () => {})
  socket.write(connect({ user: username, password, id }))
  socket.write(subscribe(1, [['city/v1/alarms/#', 1]]))
  return socket.resume()
}

async function browser({ url, cookie }: RunningCity): Promise<Socket> {
  const { host, port } = new URL(url)
  const socket = connectTcp(Number(port), '127.0.0.1').on('error', () => {})
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${url}\r\nCookie: ${cookie}\r\n` +
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await new Promise((resolve) => socket.once('data', resolve))
  // Text frames, masked with zeros: enter the namespace, and ask for what comes from now on.
  for (const packet of ['40/ops,', '42/ops,["resume",{"after":0}]']) {
    const text = Buffer.from(packet)
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]))
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return socket.resume()
}

/** A subscriber and a browser that read: the longest time that each waited for an event since the last take, ms. */
async function watchThoseWhoRead(
  city: RunningCity,
  siren: Credentials,
  rooms: AsyncDisposableStack,
): Promise<readonly { take(): number }[]> {
  const client = await connectClient(siren, { port: city.mqttPort, options: { clientId: 'frozen-well' } })
  rooms.defer(() => client.endAsync(true))
  await client.subscribeAsync('city/v1/alarms/#', { qos: 1 })
  const browser = rooms.use(await listen(city.url, { cookie: city.cookie, origin: city.url, after: 0 }))
  return [watchGaps((note) => client.on('message', note)), watchGaps((note) => browser.socket.on('alarm', note))]
}

function watchGaps(follow: (note: () => void) => void): { take(): number } {
  let last = performance.now()
  let longest = 0
  const note = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  follow(note)
  return {
    take() {
      note()
      const taken = Math.round(longest)
      longest = 0
      return taken
    },
  }
}

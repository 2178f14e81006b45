import { connect as connectTcp, type Socket } from 'node:net'
import { connect, subscribe } from '../../broker/testing/bytes.ts'
import type { Credentials, RunningCity } from '../support/city.ts'
import { connectDevice } from '../support/device.ts'

const FROZEN = 1
const WARM_UP_MS = 20_000
const EACH_MS = 20_000
/** Readings sent at once, and the pause after them; every second one raises an alarm, the others clear it. */
const AT_ONCE = 20
const PAUSE_MS = 50

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
  const well = [subscriber(city, siren, 'frozen-well'), await browser(city)]
  const gaps = well.map(watchGaps)
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
  // A socket that is paused does not see its end.
  for (const socket of sockets) socket.resume()
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const cut = sockets.filter((socket) => socket.closed || socket.readableEnded).length
  for (const socket of [...sockets, ...well]) socket.destroy()
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
  const text = Buffer.from('40/ops,')
  // A text frame, masked with zeros.
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]))
  return socket.resume()
}

/** Longest time without a byte since the last take, ms. */
function watchGaps(socket: Socket): { take(): number } {
  let last = performance.now()
  let longest = 0
  const note = () => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  socket.on('data', note)
  return {
    take() {
      note()
      const taken = Math.round(longest)
      longest = 0
      return taken
    },
  }
}

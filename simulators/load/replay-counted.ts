import { ROOT } from '../../domain/topic.ts'
import { replayRecording } from '../recording/replay.ts'
import { newLatency, percentilesOf, record } from './latency.ts'
import { connect, type Door } from './link.ts'
import type { Screen } from './screen.ts'
import { count, ms } from './words.ts'

export interface CountedReplay {
  readonly file: string
  /** How much faster than it was. */
  readonly speed: number
  readonly door: Door
  readonly user?: string
  readonly password?: string
  readonly run: string
  readonly screen: Pick<Screen, 'say'>
  readonly patienceMs?: number
}

const MOST_NAMED = 5

/** Sends a recording to any broker, and has a subscriber count what it delivers. Resolves to whether all of it came. */
export async function replayCounted(options: CountedReplay): Promise<boolean> {
  const { file, speed, door, user, password, run, screen, patienceMs = 10_000 } = options
  const signIn = { ...(user !== undefined && { username: user }), ...(password !== undefined && { password }) }
  await using rooms = new AsyncDisposableStack()
  const open = async (role: string) => {
    const client = await connect({ clientId: `replay-${run}-${role}`, ...signIn }, door)
    client.on('error', () => {})
    rooms.defer(() => client.endAsync(true))
    return client
  }
  const [publisher, subscriber] = [await open('publisher'), await open('subscriber')]
  // When each message that has not come back was handed over; the same bytes on the same topic can be on their way twice.
  const away = new Map<string, number[]>()
  const latency = newLatency()
  let [delivered, movedAt] = [0, performance.now()]
  subscriber.on('message', (topic, payload, { retain }) => {
    if (retain) return
    const key = keyOf(topic, payload)
    const times = away.get(key)
    const sentAt = times?.shift()
    if (times?.length === 0) away.delete(key)
    if (sentAt === undefined) return
    delivered += 1
    movedAt = performance.now()
    record(latency, movedAt - sentAt)
  })
  await subscriber.subscribeAsync(`${ROOT}/#`, { qos: 1 })

  screen.say(`replaying ${file} at ${door.host}:${door.port}`)
  const counts = await replayRecording({
    file,
    speed,
    isShifted: false,
    clock: Date.now,
    clientFor: () =>
      Promise.resolve({
        publish(topic, payload, how) {
          const key = keyOf(topic, payload)
          const times = away.get(key)
          if (times) times.push(performance.now())
          else away.set(key, [performance.now()])
          return publisher.publishAsync(topic, payload, how)
        },
      }),
  })
  movedAt = performance.now()
  while (away.size > 0 && performance.now() - movedAt < patienceMs)
    await new Promise((resolve) => setTimeout(resolve, 20))

  const { sent, acknowledged } = counts
  const ok = delivered === sent && acknowledged === sent
  const { p50 = 0, p99 = 0 } = percentilesOf(latency) ?? {}
  const facts = `${count(counts.read)} messages read, ${count(sent)} sent, ${count(acknowledged)} acknowledged, ${count(delivered)} delivered; to the subscriber p50 ${ms(p50)}, p99 ${ms(p99)}`
  screen.say(`${ok ? 'PASS nothing is missing' : `FAIL ${missingOf(away)}`}: ${facts}`)
  return ok
}

/** `3 messages missing (city/v1/air/air-1/readings: 2, …)` */
function missingOf(away: ReadonlyMap<string, readonly number[]>): string {
  const byTopic = new Map<string, number>()
  for (const [key, times] of away) {
    const topic = key.slice(0, key.indexOf('\0'))
    byTopic.set(topic, (byTopic.get(topic) ?? 0) + times.length)
  }
  const all = [...byTopic]
  const missing = all.reduce((sum, [, n]) => sum + n, 0)
  const names = all.slice(0, MOST_NAMED).map(([topic, n]) => `${topic}: ${count(n)}`)
  return `${count(missing)} messages missing (${names.join(', ')}${all.length > MOST_NAMED ? ' …' : ''})`
}

/** A topic has no NUL (MQTT 3.1.1, 4.7.3). */
function keyOf(topic: string, payload: Buffer): string {
  return `${topic}\0${payload.toString('latin1')}`
}

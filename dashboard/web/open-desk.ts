import { io } from 'socket.io-client'
import { WHOLE_CITY } from '../../domain/flood.ts'
import type { Session } from './api.ts'
import { createApi } from './api.ts'
import { callsOf } from './alarms/rows.ts'
import type { Desk } from './desk.ts'
import { createCityState } from './live/city-state.ts'
import type { CityState } from './live/city.ts'
import { createRoute } from './route.ts'
import { createSettings } from './settings.ts'
import { createSound } from './sound/sound.ts'
import { createFormat, type Format } from './text/format.ts'
import { createText } from './text/text.ts'
import { createTopics } from './topics.ts'

const KEEP_MS = 300_000

/** Puts the app together for a window; with a session that still holds, the city is opened at once. */
export async function openDesk(window: Window & typeof globalThis): Promise<Desk> {
  const topics = createTopics()
  const settings = createSettings(window, topics)
  const api = createApi((...call) => window.fetch(...call))
  const text = await createText(() => settings.language)
  const sound = createSound(() => new AudioContext(), Date.now, topics)
  const formats = new Map<string, Format>()
  let session: Session | null = null
  let picked: string | null = null
  let city = openCity()

  function openCity(): CityState {
    const opened = createCityState({
      api,
      topics,
      connect: () => io('/ops', { transports: ['websocket'], reconnectionDelayMax: 5000 }),
      clock: Date.now,
      onSignedOut: leave,
    })
    opened.rest(window.document.hidden)
    return opened
  }

  function leave(): void {
    city.stop()
    city = openCity()
    session = null
    topics.emit('route')
  }

  async function enter(next: Session): Promise<void> {
    await city.start()
    session = next
    topics.emit('route')
  }

  let wasLost = false
  topics.follow(['alarms', 'clock'], () => {
    // An incident that goes on keeps its name: it calls again only when it gets worse.
    const goesOn = new Set([...city.incidents.values()].filter(({ state }) => state !== 'closed').map(({ id }) => id))
    sound.hear(callsOf(city.alarms.values(), city.incidents), {
      goesOn: (id) => goesOn.has(id.split(' ')[0] ?? ''),
      isFlood: city.floods.some(({ scope }) => scope === WHOLE_CITY),
    })
  })
  topics.follow(['connection'], () => {
    const isLost = city.link.state === 'lost'
    if (isLost && !wasLost) sound.lost()
    wasLost = isLost
  })

  // Watching is work, too: a shift that only looks must not be signed out for idleness. The server's own end of a
  // session after twelve hours stays.
  window.setInterval(() => {
    if (session !== null) void api.session().catch(() => undefined)
  }, KEEP_MS)

  window.document.addEventListener('visibilitychange', () => city.rest(window.document.hidden))

  const desk: Desk = {
    api,
    get city() {
      return city
    },
    route: createRoute(window, topics),
    settings,
    sound,
    text,
    get format() {
      const zone = city.facts?.timeZone ?? 'UTC'
      const key = `${settings.language} ${zone}`
      const format = formats.get(key) ?? createFormat(settings.language, zone)
      formats.set(key, format)
      return format
    },
    topics,
    get session() {
      return session
    },
    get readonlyBecause() {
      if (session?.role === 'viewer') return text('role.readonly')
      return city.writable ? null : text('link.readonly')
    },
    get picked() {
      return picked
    },
    pick(alarm) {
      picked = alarm
      topics.emit('picked')
    },
    async signIn(user, password) {
      await enter(await api.signIn(user, password))
    },
    async signOut() {
      await api.signOut().catch(() => undefined)
      leave()
    },
  }

  const known = await api.session().catch(() => null)
  if (known !== null) await enter(known).catch(() => undefined)
  return desk
}

import { io } from 'socket.io-client'
import { WHOLE_CITY } from '../../domain/flood.ts'
import type { Session } from './api.ts'
import { ApiFailure, createApi } from './api.ts'
import { callsOf } from './alarms/rows.ts'
import { createSelection } from './alarms/selection.ts'
import type { Desk } from './desk.ts'
import type { KeyMap } from './keys/key-map.ts'
import { ownKeys } from './keys/own-keys.ts'
import { createCityState } from './live/city-state.ts'
import type { CityState } from './live/city.ts'
import { forgetLastList, keepLastList, listOf } from './offline/last-list.ts'
import { isWallUser } from './wall/enter-wall.ts'
import { createRoute } from './route.ts'
import { createSettings } from './settings.ts'
import { createNotices } from './sound/notices.ts'
import { createSound } from './sound/sound.ts'
import { createFormat, type Format } from './text/format.ts'
import { createText } from './text/text.ts'
import { createTopics } from './topics.ts'

const KEEP_MS = 300_000
const KEEP_LIST_MS = 5_000
const AGAIN_MS = 5_000
/** What is asked next needs a moment. */
const PROOF_LEFT_MS = 30_000

/** Puts the app together for a window; with a session that still holds, the city is opened at once. */
export async function openDesk(window: Window & typeof globalThis): Promise<Desk> {
  const topics = createTopics()
  const settings = createSettings(window, topics)
  let askProof = async () => false
  let proving: Promise<boolean> | undefined
  // Calls that wait for it together ask once.
  const proveAgain = () => (proving ??= askProof().finally(() => (proving = undefined)))
  const api = createApi((...call) => window.fetch(...call), proveAgain)
  const text = await createText(() => settings.language)
  const sound = createSound(() => new AudioContext(), Date.now, topics)
  const notices = createNotices(window, topics)
  const selection = createSelection(topics)
  const formats = new Map<string, Format>()
  let keys: KeyMap | undefined
  topics.follow(['settings'], () => {
    keys = undefined
  })
  let session: Session | null = null
  let picked: string | null = null
  let isOffline = false
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
    selection.clear()
    city = openCity()
    session = null
    topics.emit('route')
  }

  async function enter(next: Session): Promise<void> {
    // While something is owed, the server shows nothing of the city.
    const isOpen = session?.owes === null
    if (next.owes === null && !isOpen) {
      await city.start()
      if (city.facts !== null) settings.setZone(city.facts.timeZone)
    }
    session = next
    topics.emit('route')
  }

  async function comeBack(): Promise<void> {
    try {
      const known = await api.session()
      isOffline = false
      if (known !== null) await enter(known)
    } catch (error) {
      isOffline = error instanceof ApiFailure && error.problem.code === 'unreachable'
      if (isOffline) window.setTimeout(() => void (isOffline && comeBack()), AGAIN_MS)
    }
    topics.emit('route')
  }

  let keptAt = 0
  topics.follow(['alarms', 'clock'], () => {
    const { link, facts } = city
    if (session === null || facts === null || link.state === 'lost' || link.state === 'connecting') return
    // A wall keeps nothing: whoever takes its screen away finds no alarms in it.
    if (isWallUser(session.user)) return
    if (Date.now() - keptAt < KEEP_LIST_MS || window.document.visibilityState === 'hidden') return
    keptAt = Date.now()
    const of = { at: city.now(), user: session.user, timeZone: facts.timeZone }
    keepLastList(settings, listOf({ ...of, alarms: city.alarms.values(), stations: city.stations }))
  })

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
    notices,
    get keys() {
      return (keys ??= ownKeys(settings))
    },
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
      if (!desk.may('alarm.step')) return text('role.readonly')
      return city.writable ? null : text('link.readonly')
    },
    get picked() {
      return picked
    },
    selection,
    get isOffline() {
      return isOffline
    },
    comeBack,
    pick(alarm) {
      picked = alarm
      topics.emit('picked')
    },
    may: (action) => session?.actions.includes(action) ?? false,
    async signIn(user, password, code) {
      await enter(await api.signIn(user, password, code))
    },
    settle: enter,
    async signOut() {
      await api.signOut().catch(() => undefined)
      forgetLastList(settings)
      leave()
    },
    async prove() {
      const { provedUntil = null } = (await api.session()) ?? {}
      return provedUntil === null || provedUntil > city.now() + PROOF_LEFT_MS || proveAgain()
    },
    proveBy(ask) {
      askProof = ask
    },
  }

  await comeBack()
  return desk
}

import type { HistoryMarks } from '../../../domain/history.ts'
import type { Desk } from '../desk.ts'
import { historyCalls } from './calls.ts'
import { advance, type PlayClock, toggled } from './clock.ts'
import { type Film, openFilm } from './film.ts'
import type { PlaybackDeed } from './keys.ts'
import { createPastCity, pastDesk, type PastCity } from './past-city.ts'
import { clamp, type Question, type Span, speedBeside } from './question.ts'

/** Plays a span: one clock, and the city as it was at its time. */
export interface Player {
  readonly city: PastCity
  readonly past: Desk
  readonly clock: PlayClock
  /** Time of the picture that is shown; null before the first. Behind the clock while something is fetched. */
  readonly shownAt: number | null
  readonly isWaiting: boolean
  readonly film: Film | null
  readonly marks: HistoryMarks | null
  /** Takes up what the address says. */
  follow(question: Question, kinds: readonly string[]): void
  seek(at: number): void
  do(deed: PlaybackDeed): void
  stop(): void
}

const TICK_MS = 200
const MINUTE = 60_000
const MARK_STEPS = 400
/** So often the address is brought up to the clock while it runs. */
const NOTE_MS = 5000

/** `note` writes into the address; `onChange` is called when there is something to paint. */
export function createPlayer(
  desk: Desk,
  { note, onChange }: { note(params: Readonly<Record<string, string | null>>): void; onChange: () => void },
): Player {
  const city = createPastCity(() => desk.city)
  const past = pastDesk(desk, city)
  const calls = historyCalls(desk.api)
  let clock: PlayClock = { at: 0, speed: 60, isPlaying: false }
  let span: Span | null = null
  let loop: Span | null = null
  let film: Film | null = null
  let marks: HistoryMarks | null = null
  let kinds: readonly string[] = []
  let shownAt: number | null = null
  let isWaiting = false
  let noted: string | null = null
  let notedAt = 0
  let tickedAt = 0
  let timer: ReturnType<typeof setInterval> | undefined

  function open(of: Span): void {
    span = of
    marks = null
    shownAt = null
    film = openFilm({
      calls,
      span: of,
      stations: () => desk.city.stations.size,
      kinds: () => kinds,
      onChange: paint,
      clock: () => performance.now(),
    })
    const asked = film
    calls.marks(of, MARK_STEPS).then(
      (found) => {
        if (film !== asked) return
        marks = found
        onChange()
      },
      // A timeline without marks is still one; the film tells of what fails.
      () => undefined,
    )
  }

  /** Shows the moment of the clock as soon as all of it is there, and until then the one before. */
  function paint(): void {
    if (film === null) return
    film.need(clock.at, clock.speed)
    const scene = film.scene(clock.at)
    isWaiting = scene === null || !film.isReady(clock.at, clock.speed)
    if (!isWaiting && scene !== null) {
      shownAt = clock.at
      city.show(clock.at, { scene, chunk: film.stations(clock.at, clock.speed) })
    }
    onChange()
  }

  function tick(): void {
    const now = performance.now()
    const elapsed = now - tickedAt
    tickedAt = now
    if (span === null || film === null) return
    const next = advance(clock, elapsed, { span, loop })
    film.need(next.at, next.speed)
    // The clock waits for what it has not got yet.
    if (clock.isPlaying && film.isReady(next.at, next.speed)) {
      clock = next
      if (!next.isPlaying || now - notedAt > NOTE_MS) noteTime()
    }
    paint()
    if (!clock.isPlaying && !isWaiting) rest()
  }

  function wake(): void {
    if (timer !== undefined) return
    tickedAt = performance.now()
    timer = setInterval(tick, TICK_MS)
  }

  function rest(): void {
    clearInterval(timer)
    timer = undefined
  }

  function noteTime(more: Readonly<Record<string, string | null>> = {}): void {
    noted = String(Math.round(clock.at))
    notedAt = performance.now()
    note({ at: noted, ...more })
  }

  function seek(at: number): void {
    clock = { ...clock, at: clamp(at, span) }
    noteTime()
    paint()
    wake()
  }

  async function step(find: (film: Film) => Promise<number | null>, end: number): Promise<void> {
    if (film === null) return
    clock = { ...clock, isPlaying: false }
    const from = clock.at
    const found = await find(film)
    // Somebody went on meanwhile.
    if (clock.at === from) seek(found ?? (film.failure === null ? end : from))
  }

  function mark(edge: Partial<Span>): void {
    if (span === null) return
    const { from, to } = { from: loop?.from ?? span.from, to: loop?.to ?? span.to, ...edge }
    if (from < to) note({ loop: `${Math.round(from)}-${Math.round(to)}` })
  }

  function deed(what: PlaybackDeed): void {
    if (span === null) return
    if (what === 'toggle') {
      clock = toggled(clock, { span, loop })
      noteTime()
      wake()
    } else if (what === 'next') void step((of) => of.eventAfter(clock.at), span.to)
    else if (what === 'previous') void step((of) => of.eventBefore(clock.at), span.from)
    else if (what === 'later') seek(clock.at + MINUTE)
    else if (what === 'earlier') seek(clock.at - MINUTE)
    else if (what === 'start') seek(span.from)
    else if (what === 'end') seek(span.to)
    else if (what === 'faster') note({ speed: String(speedBeside(clock.speed, 1)) })
    else if (what === 'slower') note({ speed: String(speedBeside(clock.speed, -1)) })
    else if (what === 'loop-from') mark({ from: clock.at })
    else if (what === 'loop-to') mark({ to: clock.at })
    else if (what === 'loop-off') note({ loop: null })
    onChange()
  }

  return {
    city,
    past,
    get clock() {
      return clock
    },
    get shownAt() {
      return shownAt
    },
    get isWaiting() {
      return isWaiting
    },
    get film() {
      return film
    },
    get marks() {
      return marks
    },
    follow(question, shownKinds) {
      const asked = question.span
      if (asked === null) return
      const isOther = span?.from !== asked.from || span.to !== asked.to
      const isMoved = String(Math.round(question.at)) !== noted
      const isChanged = isOther || isMoved || question.speed !== clock.speed || shownKinds.join() !== kinds.join()
      kinds = shownKinds
      loop = question.loop
      if (!isChanged) return
      if (isOther) open(asked)
      if (isOther || isMoved) noted = String(Math.round(question.at))
      clock = { ...clock, speed: question.speed, ...(isOther || isMoved ? { at: question.at } : {}) }
      if (isOther) clock = { ...clock, isPlaying: false }
      paint()
      wake()
    },
    seek,
    do: deed,
    stop: rest,
  }
}

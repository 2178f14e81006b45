import type { Incident } from '../../../domain/incident.ts'
import type { IncidentMessage } from '../../../domain/wire.ts'
import { afterEvent, afterHead, NOTHING_SEEN, type Standing } from './resume.ts'

/** The incidents of the live picture, by their own numbered events. */
export interface IncidentBook {
  readonly all: ReadonlyMap<string, Incident>
  /** Number of the newest event that nothing before is missing of; null before the first. */
  readonly seen: number | null
  /** Takes an event in; true when something before it is missing and has to be asked for. */
  event(message: IncidentMessage): boolean
  /** The same for one that is not for us. */
  pass(seq: number): boolean
  /** The server's newest number; true when something is missing. */
  head(seq: number): boolean
  /** Takes what a call answered, if it is newer than what is known. */
  take(incident: Incident): void
  /** These are all that are not closed; `before` is what was known when they were asked for. */
  replace(open: readonly Incident[], before: ReadonlyMap<string, Incident>): void
}

/** `onChange` is called when an incident has changed. */
export function createIncidentBook(onChange: () => void): IncidentBook {
  const all = new Map<string, Incident>()
  let standing: Standing = NOTHING_SEEN

  function take(incident: Incident): void {
    const known = all.get(incident.id)
    if (known !== undefined && known.seq > incident.seq) return
    all.set(incident.id, incident)
    onChange()
  }

  function stand(next: Standing): boolean {
    const isNew = next.askAfter !== null && next.askAfter !== standing.askAfter
    standing = next
    return isNew
  }

  return {
    all,
    get seen() {
      return standing.seen
    },
    event({ seq, incident }) {
      take(incident)
      return stand(afterEvent(standing, seq))
    },
    pass: (seq) => stand(afterEvent(standing, seq)),
    // Asked again at each head while the gap stays: an answer may have been lost with the link.
    head(seq) {
      standing = { seen: standing.seen, askAfter: null }
      return stand(afterHead(standing, seq))
    },
    take,
    replace(open, before) {
      const isOpen = new Set(open.map(({ id }) => id))
      for (const [id, incident] of before) if (!isOpen.has(id) && all.get(id) === incident) all.delete(id)
      for (const incident of open) take(incident)
    },
  }
}

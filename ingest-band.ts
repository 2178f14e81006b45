import type { CityBands } from './config/bands.ts'
import { type Band, fillOfLag, nextBand } from './domain/bands.ts'
import type { Journal } from './journal/journal.ts'

/** What is fullest. */
export const CAUSES = ['journal', 'disk', 'line'] as const
export type Cause = (typeof CAUSES)[number]

/** The band that the door asks for with each message: the fill is read at that moment, the slow facts as last sampled. */
export interface IngestBand {
  now(): Band
  readonly fill: number
  readonly cause: Cause
  /** Bytes that the journal may have now. */
  readonly boundBytes: number
  /** Tells how much the disk allows, and how far the line is behind the door. */
  sample(facts: { readonly boundBytes: number; readonly lagSeconds: number }): void
}

/**
 * A store that is away fills nothing by itself: it counts through the journal, where readings then wait. A line that is
 * behind counts at once, for alarms are late by as much.
 */
export function makeIngestBand(journal: Pick<Journal, 'fill' | 'state'>, limits: CityBands): IngestBand {
  let band: Band = 'normal'
  let boundBytes = limits.journalBytes
  let ofLag = 0

  return {
    now() {
      const ofJournal = journal.fill(boundBytes)
      band = nextBand(band, ofJournal > ofLag ? ofJournal : ofLag, limits)
      return band
    },
    get fill() {
      return Math.max(journal.fill(boundBytes), ofLag)
    },
    get cause() {
      if (ofLag > journal.fill(boundBytes)) return 'line'
      return boundBytes < journal.state.limitBytes ? 'disk' : 'journal'
    },
    get boundBytes() {
      return boundBytes
    },
    sample(facts) {
      boundBytes = facts.boundBytes
      ofLag = fillOfLag(facts.lagSeconds, limits.lineLagSeconds, limits)
    },
  }
}

import type { Command } from 'commander'
import type { Alarm } from '../domain/alarm.ts'
import { SEVERITIES } from '../domain/severity.ts'
import type { Operations } from '../domain/operations.ts'
import { PRESENCE_STATES } from '../domain/station.ts'
import type { StationEntry } from '../domain/wire.ts'
import { UNSAFE, type UnsafeSetting } from '../domain/unsafe.ts'
import type { Api } from './api.ts'
import { apiOf, asking, type Asking, listOf, printJson, shown, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { facts } from './table.ts'

const STANDING = ['unacknowledged', 'acknowledged', 'returned']

/** `status`: whether the city is up, and what it has before it. Fails when it is not ready. */
export function statusCommand(terminal: Terminal): Command {
  return asking('status', 'whether the city is ready, who is there, what stands and what waits').action(
    async (given: Asking) => {
      const api = await apiOf(given, terminal)
      const { version } = await api.get<{ version: string }>('/city')
      const { ready, reason } = JSON.parse(await api.plain('/health/ready')) as { ready: boolean; reason: string }
      const stations = await listOf(api.all<StationEntry>('/stations'))
      const alarms = await listOf(api.all<Alarm>('/alarms', { state: STANDING }))
      const { ingest } = await api.get<Operations>('/operations')
      const unsafe = await unsafeOf(api)
      const metric = metricsIn(await api.plain('/metrics'))
      const status = {
        url: api.url,
        version,
        ready,
        reason,
        stations: tally(PRESENCE_STATES, stations, ({ status }) => status),
        alarms: tally(SEVERITIES, alarms, ({ severity }) => severity),
        unacknowledged: alarms.filter(({ state }) => state === 'unacknowledged').length,
        band: ingest.band,
        fill: ingest.fill,
        journalBacklog: metric('citypulse_journal_backlog'),
        journalBytes: metric('citypulse_journal_bytes'),
        journalLimitBytes: metric('citypulse_journal_limit_bytes'),
        isStoreBehind: metric('citypulse_store_behind') === 1,
        readings: metric('citypulse_readings_total'),
        refused: metric('citypulse_readings_refused_total'),
        unsafe,
      }
      if (given.json) printJson(terminal, status)
      else {
        terminal.print(facts(factsOf(status)))
        for (const { id, detail } of unsafe ?? [])
          terminal.print(
            `unsafe    ${shown(terminal, UNSAFE[id].label)} (${detail}). ${shown(terminal, UNSAFE[id].remedy)}`,
          )
      }
      if (!ready) throw failure(`The city is not ready: ${reason}`, EXIT.failed)
    },
  )
}

/** Null for who may not see them. */
async function unsafeOf(api: Api): Promise<readonly UnsafeSetting[] | null> {
  try {
    return (await api.get<{ items: readonly UnsafeSetting[] }>('/operations/unsafe')).items
  } catch {
    return null
  }
}

function factsOf(status: {
  readonly url: string
  readonly version: string
  readonly ready: boolean
  readonly reason: string
  readonly stations: Readonly<Record<string, number>>
  readonly alarms: Readonly<Record<string, number>>
  readonly unacknowledged: number
  readonly band: string
  readonly fill: number
  readonly journalBacklog: number
  readonly journalBytes: number
  readonly journalLimitBytes: number
  readonly isStoreBehind: boolean
  readonly readings: number
  readonly refused: number
}): [string, string][] {
  const megabytes = (bytes: number) => (bytes / 1024 ** 2).toFixed(1)
  return [
    ['city', `CityPulse ${status.version} at ${status.url}`],
    ['ready', `${status.ready ? 'yes' : 'no'}: ${status.reason}`],
    ['stations', listing(status.stations)],
    ['alarms', `${listing(status.alarms)}; ${status.unacknowledged} unacknowledged`],
    ['readings', `${status.readings} judged since the start, ${status.refused} of them refused`],
    [
      'journal',
      `${status.journalBacklog} messages wait, ${megabytes(status.journalBytes)} of ${megabytes(status.journalLimitBytes)} MiB`,
    ],
    ['way in', `${status.band}, ${Math.round(status.fill * 100)} % full`],
    ['store', status.isStoreBehind ? 'behind: it is fed from the journal' : 'level'],
  ]
}

function listing(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ')
}

function tally<T>(words: readonly string[], items: readonly T[], wordOf: (item: T) => string): Record<string, number> {
  return Object.fromEntries(words.map((word) => [word, items.filter((item) => wordOf(item) === word).length]))
}

/** Values of Prometheus text, by name; NaN for what it has not. */
function metricsIn(text: string): (name: string) => number {
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf(' ')
    if (at > 0 && !line.startsWith('#')) values.set(line.slice(0, at), Number(line.slice(at + 1)))
  }
  return (name) => values.get(name) ?? Number.NaN
}

import type { Alarm, AlarmWithEvents } from '../../domain/alarm.ts'
import type { Incident } from '../../domain/incident.ts'
import { differencesOf, type Judged } from '../scenarios/compare.ts'
import type { ScenarioFile } from '../scenarios/schema.ts'
import type { CityModel } from '../world.ts'
import type { Ask } from './ask.ts'

const MINUTE = 60_000

export interface CheckOptions {
  readonly scenario: ScenarioFile
  readonly city: CityModel
  /** When the scenario began, by the times of its readings, UTC ms. */
  readonly startedAt: number
  /** Its readings were of the past: nobody was silent then, and no gateway away. */
  readonly isBackDated: boolean
  /** How long what is expected may still come. */
  readonly patienceMs: number
}

/** Where what the city raised is not what the scenario expects; asked until it is, or patience is over. */
export async function checkScenario(ask: Ask, options: CheckOptions): Promise<readonly string[]> {
  const { scenario, startedAt, isBackDated, patienceMs, city } = options
  const rules = city.rules.filter(({ when }) => when.type === 'silent').map(({ id }) => id)
  const unjudged = new Set(isBackDated ? [...rules, 'gateway-offline'] : [])
  const expected = isBackDated ? { ...scenario.expect, incidents: [] } : scenario.expect
  const deadline = performance.now() + patienceMs
  for (;;) {
    const judged = await judgedBy(ask, options)
    const found = differencesOf(expected, judged, { startedAt, unjudged })
    if (found.length === 0 || performance.now() > deadline) return found
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** What the city raised while the scenario was played, at the stations that it plays. */
async function judgedBy(ask: Ask, { scenario, city, startedAt }: CheckOptions): Promise<Judged> {
  const until = startedAt + scenario.minutes * MINUTE
  const isMeant = (at: number) => at >= startedAt && at <= until
  const played = new Set([...city.stations, ...city.gateways].filter(({ simulated }) => simulated).map(({ id }) => id))
  const mayBeAside = new Set(scenario.expect.alarms.filter(({ suppressed }) => suppressed).map(({ rule }) => rule))
  const alarms = (await ask.all<Alarm>('/alarms')).filter(
    ({ raisedAt, station }) => isMeant(raisedAt) && played.has(station),
  )
  return {
    alarms: await Promise.all(
      alarms.map(async (alarm) => ({
        ...alarm,
        wasSuppressed: mayBeAside.has(alarm.rule) && (await wasAside(ask, alarm.id)),
      })),
    ),
    incidents: (await ask.all<Incident>('/incidents')).filter(({ openedAt }) => isMeant(openedAt)),
  }
}

async function wasAside(ask: Ask, id: string): Promise<boolean> {
  const { events } = await ask.get<AlarmWithEvents>(`/alarms/${encodeURIComponent(id)}`)
  return events.some(({ state }) => state === 'suppressed')
}

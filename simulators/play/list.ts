import type { Language } from '../../domain/label.ts'
import type { AlarmScope, ExpectedAlarm, ScenarioFile } from '../scenarios/schema.ts'

/** Scenarios for people, or for programs: all of them a line each, or one with all that it has. */
export function listScenarios(
  scenarios: readonly ScenarioFile[],
  { isOne, isJson, language }: { readonly isOne: boolean; readonly isJson: boolean; readonly language: Language },
): string {
  if (isJson) return JSON.stringify(isOne ? scenarios[0] : scenarios, null, 2)
  if (isOne) return told(scenarios[0]!, language)
  const width = Math.max(...scenarios.map(({ id }) => id.length))
  return scenarios
    .map(({ id, minutes, label }) => `${id.padEnd(width)}  ${String(minutes).padStart(4)} min  ${label[language]}`)
    .join('\n')
}

function told({ id, label, about, begins, minutes, events, expect }: ScenarioFile, language: Language): string {
  const timeline = events.map(
    ({ at, effect, says }) => `  ${String(at).padStart(4)}  ${effect}${says ? `: ${says[language]}` : ''}`,
  )
  const incidents = (expect.incidents ?? []).map(
    ({ cause, severity, within }) => `  ${within.join(' to ')}  incident ${cause}${severity ? `, ${severity}` : ''}`,
  )
  return [
    `${id}: ${label[language]}`,
    about[language],
    `begins ${begins}, ${minutes} minutes`,
    'timeline, by minute:',
    ...timeline,
    'must be raised, by minutes:',
    ...expect.alarms.map((alarm) => `  ${alarm.within.join(' to ')}  ${worded(alarm)}`),
    ...incidents,
    'must not be raised:',
    ...(expect.not ?? []).map((scope) => `  ${worded(scope)}`),
  ].join('\n')
}

function worded({ rule, stations, districts, ...of }: AlarmScope & Partial<ExpectedAlarm>): string {
  const where = stations ?? districts
  return `${rule}${of.severity ? `, ${of.severity}` : ''}${where ? ` at ${where.join(', ')}` : ''}`
}

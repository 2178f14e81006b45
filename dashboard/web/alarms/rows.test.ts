import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../../domain/alarm.ts'
import type { Incident } from '../../../domain/incident.ts'
import { callsOf, type Levels, rowsOf, unitsOf } from './rows.ts'

const NOW = 1_764_000_000_000
const alarm = (id: string, more: Partial<Alarm> = {}): Alarm =>
  ({ id, state: 'unacknowledged', severity: 'yellow', active: true, raisedAt: NOW, incident: null, ...more }) as Alarm
const NONE: Levels = new Map()
const plume = Array.from({ length: 40 }, (_, i) => alarm(`p${String(i).padStart(2, '0')}`, { incident: 'plume' }))
const shown = (alarms: readonly Alarm[], opened: readonly string[] = []) =>
  rowsOf(alarms, NONE, new Set(opened)).map((row) => `${row.of} ${row.id}`)

describe('the rows of the alarm list', () => {
  it('show forty alarms of an incident as one row, among the others by the worst of them', () => {
    const red = { ...plume[7]!, severity: 'red' as const }
    const all = [alarm('o', { severity: 'orange' }), ...plume.with(7, red), alarm('b', { severity: 'blue' })]
    expect(shown(all)).toEqual(['incident plume', 'alarm o', 'alarm b'])
    expect(unitsOf(all, NONE)[2]).toMatchObject({ incident: 'plume', severity: 'red', state: 'unacknowledged' })
  })

  it('are as bad as a person has said of an incident, and worse when an alarm of it is', () => {
    const said = (atLeast: Incident['atLeast']): Levels => new Map([['plume', { atLeast }]])
    const level = (levels: Levels) => unitsOf(plume, levels)[0]!.severity
    expect([said(null), said('blue'), said('orange')].map(level)).toEqual(['yellow', 'yellow', 'orange'])
    expect(rowsOf([alarm('o', { severity: 'orange' }), ...plume], said('red'), new Set())[0]!.id).toBe('plume')
  })

  it('show its alarms below it once it is opened, the most urgent first', () => {
    const acknowledged = { ...plume[0]!, state: 'acknowledged' as const, severity: 'red' as const }
    const rows = rowsOf([acknowledged, plume[1]!, alarm('b', { severity: 'blue' })], NONE, new Set(['plume']))
    expect(rows.map((row) => [row.id, row.of === 'alarm' && row.isMember])).toEqual([
      ['plume', false],
      ['p01', true],
      ['p00', true],
      ['b', false],
    ])
  })

  it('put an incident behind what waits once all of it is acknowledged, and leave what is set aside alone', () => {
    const done = plume.slice(0, 3).map((one) => ({ ...one, state: 'acknowledged' as const, severity: 'red' as const }))
    const aside = alarm('s', { state: 'shelved', incident: 'plume' })
    expect(shown([...done, aside, alarm('b', { severity: 'blue' })])).toEqual(['alarm b', 'incident plume', 'alarm s'])
  })
})

describe('who calls', () => {
  const known = (worst: Incident['worst']) => new Map([['plume', { worst, atLeast: null } as Incident]])

  it('is an incident once, whatever joins it, and again when it is worse than it has ever been', () => {
    const one = callsOf(plume.slice(0, 1), known('yellow'))
    expect(callsOf(plume, known('yellow'))).toEqual(one)
    const red = callsOf([...plume, alarm('r', { incident: 'plume', severity: 'red' })], known('yellow'))
    expect(red).toHaveLength(1)
    expect(red[0]!.id).not.toBe(one[0]!.id)
    // Milder again, it is the same call as when it was at its worst.
    expect(callsOf(plume, known('red'))[0]!.id).toBe(red[0]!.id)
  })

  it('is nobody when all is acknowledged', () => {
    expect(
      callsOf(
        plume.map((one) => ({ ...one, state: 'acknowledged' as const })),
        known('red'),
      ),
    ).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident, IncidentTask } from '../../domain/incident.ts'
import { ask, type OpenWindow, openWindow } from './testing/open-window.ts'
import { listen, until } from './testing/listen.ts'

let window: OpenWindow
let id: string
beforeAll(async () => {
  window = await openWindow()
  window.city.raise('loud-1')
  window.city.raise('loud-2', { station: 'noise-3' })
})
afterAll(() => window[Symbol.asyncDispose]())

const api = (method: string, path: string, body?: object) => window.ask(method, `/api/v1${path}`, body)

describe('incidents over REST', () => {
  it('are declared with their alarms, listed by state, severity and district, and paged', async () => {
    const wish = { label: 'Smell in the harbour', severity: 'orange', districts: ['west'], alarms: ['loud-1'] }
    const declared = await api('POST', '/incidents', wish)
    expect(declared.status).toBe(201)
    expect(declared.body).toMatchObject({ openedBy: 'admin', members: 1, alarms: [{ id: 'loud-1' }] })
    ;({ id } = declared.body)
    await api('POST', '/incidents', { label: 'Another', severity: 'blue' })
    const listed = async (query: string) =>
      ((await api('GET', `/incidents?${query}`)).body.items as Incident[]).map(({ label }) => label.en)
    expect(await listed('severity=orange')).toEqual(['Smell in the harbour'])
    expect(await listed('district=west')).toEqual(['Smell in the harbour'])
    expect(await listed('state=closed')).toEqual([])
    const first = await api('GET', '/incidents?limit=1')
    const second = await api('GET', `/incidents?limit=1&cursor=${first.body.next}`)
    expect(new Set([...first.body.items, ...second.body.items].map((one: Incident) => one.id)).size).toBe(2)
  })

  it('take the steps of people, each a numbered line with who and what', async () => {
    await api('POST', `/incidents/${id}/join`, { alarm: 'loud-2' })
    await api('POST', `/incidents/${id}/level`, { severity: 'red' })
    await api('POST', `/incidents/${id}/lead`, { lead: 'chen' })
    const due = '2026-11-23T08:00:00+08:00'
    await api('POST', `/incidents/${id}/task`, { text: 'close the gate', department: 'ecology', due })
    await api('POST', `/incidents/${id}/task-assign`, { task: 2, assignee: 'crew 3' })
    await api('POST', `/incidents/${id}/hand-over`, { to: 'chen', text: 'two crews are out' })
    const { body } = await api('POST', `/incidents/${id}/note`, { text: 'seen' })
    const { tasks, lead, handOver, events, severity, atLeast } = body
    expect([severity, atLeast]).toEqual(['red', 'red'])
    expect(tasks.find((task: IncidentTask) => task.id === 2)).toMatchObject({
      text: { zh: 'close the gate', en: 'close the gate' },
      assignee: 'crew 3',
      due: Date.parse(due),
      by: 'admin',
    })
    expect([lead, handOver.to]).toEqual(['chen', 'chen'])
    expect(events.map(({ number, type }: { number: number; type: string }) => `${number} ${type}`)).toEqual([
      '1 opened',
      '2 joined',
      '3 joined',
      '4 severity',
      '5 lead',
      '6 task',
      '7 task-assigned',
      '8 hand-over',
      '9 note',
    ])
  })

  it('refuse what is not allowed, not known or not well said', async () => {
    const refused = async (path: string, body: object) => {
      const { status, body: problem } = await api('POST', path, body)
      return [status, problem.code]
    }
    expect(await refused(`/incidents/${id}/take-over`, {})).toEqual([409, 'step-not-allowed'])
    expect(await refused(`/incidents/${id}/task-done`, { task: 9 })).toEqual([409, 'step-not-allowed'])
    expect(await refused('/incidents/none/note', { text: 'x' })).toEqual([404, 'not-found'])
    expect((await api('GET', '/incidents/none')).status).toBe(404)
    expect(await refused(`/incidents/${id}/task`, { text: 'x', department: 'none' })).toEqual([400, 'request-invalid'])
    expect(await refused(`/incidents/${id}/close`, {})).toEqual([400, 'request-invalid'])
    expect(await refused('/incidents', { label: 'x', severity: 'pink' })).toEqual([400, 'request-invalid'])
    const districts = { label: 'x', severity: 'red', districts: ['none'] }
    expect(await refused('/incidents', districts)).toEqual([400, 'request-invalid'])
    const cookie = await window.signIn('watcher')
    const as = (method: string, path: string, body?: object) =>
      ask(`${window.url}/api/v1${path}`, { method, headers: { cookie }, ...(body && { body }) })
    expect((await as('GET', `/incidents/${id}`)).status).toBe(200)
    expect((await as('POST', `/incidents/${id}/note`, { text: 'x' })).status).toBe(403)
  })
})

describe('incidents over Socket.IO', () => {
  it('come with numbers of their own, those that were missed first, without a gap or a double at the seam', async () => {
    const cookie = await window.signIn()
    const head = window.city.incidents.head()
    using late = await listen(window.url, { cookie, after: window.city.alarms.head(), incidentsAfter: 0 })
    using fresh = await listen(window.url, { cookie, after: window.city.alarms.head() })
    await until(() => late.incidents.length >= head)
    for (let i = 0; i < 20; i++) await api('POST', `/incidents/${id}/note`, { text: `note ${i}` })
    await until(() => late.incidents.length >= head + 20 && fresh.incidents.length >= 20)
    expect(late.incidents.map(({ seq }) => seq)).toEqual(Array.from({ length: head + 20 }, (_, i) => i + 1))
    expect(fresh.incidents.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => head + i + 1))
    expect(late.alarms).toEqual([])
    await until(() => late.heads.length > 0)
    expect(late.heads[0]).toMatchObject({ incidents: head })
  })
})

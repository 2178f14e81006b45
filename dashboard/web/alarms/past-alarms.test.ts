import { describe, expect, it } from 'vitest'
import { ALARM } from '../../../domain/testing/alarm.ts'
import { ApiFailure } from '../api.ts'
import { createPastAlarms, type PastQuestion } from './past-alarms.ts'

const ALL: PastQuestion = { severities: new Set(), district: null, rule: null, station: null, before: null }
const alarm = (seq: number) => ({ ...ALARM, id: `a${seq}`, seq, state: 'normal' as const })

function open(pages: Record<string, { items: object[]; next: string | null }>) {
  const asked: string[] = []
  let isDown = false
  const answer = async (_: string, of: { query: { cursor?: string } }) => {
    asked.push(JSON.stringify(of))
    if (isDown) throw new ApiFailure({ type: '', title: '', status: 0, detail: '', code: 'unreachable' })
    return pages[of.query.cursor ?? '']
  }
  const past = createPastAlarms({ ask: answer as never }, () => undefined)
  return { past, asked, fail: (is: boolean) => (isDown = is) }
}

describe('the history', () => {
  it('goes on behind the last page until there is no more, and asks for no page twice', async () => {
    const { past, asked } = open({
      '': { items: [alarm(9), alarm(8)], next: 'c' },
      c: { items: [alarm(3)], next: null },
    })
    past.ask(ALL)
    past.ask(ALL)
    await expect.poll(() => past.state).toBe('idle')
    past.more()
    await expect.poll(() => past.state).toBe('whole')
    past.more()
    expect(past.alarms.map(({ seq }) => seq)).toEqual([9, 8, 3])
    expect(asked).toHaveLength(2)
  })

  it('forgets an answer to a question that is no longer asked', async () => {
    const { past } = open({ '': { items: [alarm(9)], next: null } })
    past.ask(ALL)
    past.ask({ ...ALL, before: 5 })
    await expect.poll(() => past.state).toBe('whole')
    expect(past.alarms).toHaveLength(1)
  })

  it('says that it failed, keeps what it has, and goes on from there when it is asked again', async () => {
    const { past, fail } = open({ '': { items: [alarm(9)], next: 'c' }, c: { items: [alarm(3)], next: null } })
    past.ask(ALL)
    await expect.poll(() => past.state).toBe('idle')
    fail(true)
    past.more()
    await expect.poll(() => past.state).toBe('failed')
    expect([past.alarms.length, past.failure?.problem.code]).toEqual([1, 'unreachable'])
    fail(false)
    past.more()
    await expect.poll(() => past.alarms.length).toBe(2)
  })

  it('takes what ends now on top, but not into a history that stops before', async () => {
    const { past } = open({ '': { items: [alarm(3)], next: null } })
    const message = { alarm: alarm(12) } as never
    past.ask(ALL)
    await expect.poll(() => past.state).toBe('whole')
    past.take(message)
    expect(past.alarms.map(({ seq }) => seq)).toEqual([12, 3])
    past.ask({ ...ALL, before: 5 })
    await expect.poll(() => past.state).toBe('whole')
    past.take(message)
    expect(past.alarms.map(({ seq }) => seq)).toEqual([3])
  })
})

import { describe, expect, it } from 'vitest'
import { ALARM } from '../../../domain/testing/alarm.ts'
import { lastByPerson, undoOf } from './take-steps.ts'

const of = (more: object) => ({ ...ALARM, ...more })

describe('what can be taken back', () => {
  it('is a shelving, a taking out of service, and an assignment that followed another', () => {
    expect(undoOf('shelve', [of({})])?.type).toBe('unshelve')
    expect(undoOf('out-of-service', [of({})])?.type).toBe('return-to-service')
    expect(undoOf('assign', [of({ assignee: 'li' })])?.body(of({ assignee: 'li' }))).toEqual({ assignee: 'li' })
  })

  it('is neither an acknowledgement nor a comment nor a first assignment: they stay on record', () => {
    expect(undoOf('ack', [of({})])).toBeNull()
    expect(undoOf('comment', [of({})])).toBeNull()
    expect(undoOf('respond', [of({})])).toBeNull()
    expect(undoOf('assign', [of({ assignee: 'li' }), of({ assignee: null })])).toBeNull()
  })
})

it('who was first is the last person in the log, whatever the city noted after', () => {
  const event = (seq: number, by: string) => ({
    seq,
    alarm: 'a',
    type: 'ack' as const,
    at: 0,
    recordedAt: 0,
    by,
    text: null,
    state: 'acknowledged' as const,
    late: false,
  })
  expect(lastByPerson({ ...of({}), events: [event(1, 'li'), event(2, 'chen'), event(3, 'system')] })?.by).toBe('chen')
  expect(lastByPerson({ ...of({}), events: [event(1, 'system')] })).toBeUndefined()
})

import { describe, expect, it } from 'vitest'
import { LONGEST_WAIT_MS, retryAfterMs, sentenceIn, verdictOf } from './influx-answer.ts'

const NOW = Date.UTC(2026, 4, 20, 12)
const answer = (status: number, body = '', headers: Record<string, string> = {}) => ({ status, body, headers })

describe('the decision table', () => {
  it.each([
    [204, '', 'taken'],
    [200, '', 'taken'],
    [201, ' \n', 'taken'],
    [200, '{"error":"partial"}', 'doubt'],
    [201, '{"error":"partial write of line protocol occurred"}', 'doubt'],
    [400, '', 'halve'],
    [413, '', 'halve'],
    [422, '', 'halve'],
    [408, '', 'retry'],
    [429, '', 'retry'],
    [500, '', 'retry'],
    [502, '', 'retry'],
    [503, '', 'retry'],
    [504, '', 'retry'],
    [599, '', 'retry'],
    [401, '', 'hold'],
    [403, '', 'hold'],
    [404, '', 'hold'],
    [301, '', 'hold'],
    [307, '', 'hold'],
    [405, '', 'hold'],
    [407, '', 'hold'],
    [415, '', 'hold'],
  ])('%i with the body %j is %s', (status, body, verdict) => {
    expect(verdictOf(answer(status, body), NOW).verdict).toBe(verdict)
  })

  it('has a verdict for every status, and gives a line up for 400, 413 and 422 only', () => {
    const given = Array.from({ length: 500 }, (_, i) => 100 + i).filter(
      (status) => verdictOf(answer(status), NOW).verdict === 'halve',
    )
    expect(given).toEqual([400, 413, 422])
  })

  it('tries again when there was no answer', () => {
    expect(verdictOf({ failure: 'connect ECONNREFUSED' }, NOW)).toEqual({
      verdict: 'retry',
      detail: 'connect ECONNREFUSED',
      waitMs: undefined,
    })
  })

  it.each([
    [401, 'INFLUX_TOKEN'],
    [403, 'INFLUX_TOKEN'],
    [404, 'INFLUX_BUCKET'],
    [302, 'INFLUX_URL'],
  ])('says for %i that %s is to be looked at', (status, name) => {
    expect(verdictOf(answer(status), NOW)).toMatchObject({ remedy: expect.stringContaining(name) as string })
  })
})

describe('Retry-After', () => {
  it.each([
    ['30', 30_000],
    ['0', 0],
    [' 2 ', 2_000],
    ['1.5', 1_500],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
    ['86400', LONGEST_WAIT_MS],
    [new Date(NOW + 86_400_000).toUTCString(), LONGEST_WAIT_MS],
    ['soon', undefined],
    ['-1', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms)
  })
})

describe('what a server says', () => {
  it.each([
    ['{"error":"database not found: \\"x\\""}', 'database not found: "x"'],
    ['{"code":"invalid","message":"unable to parse"}', 'unable to parse'],
    [
      '{"error":"partial write of line protocol occurred","data":[{"error_message":"bad type","line_number":2,"original_line":"a"}]}',
      'partial write of line protocol occurred: bad type',
    ],
    [
      '{"error":"parsing failed","data":{"error_message":"bad","line_number":1,"original_line":"a"}}',
      'parsing failed: bad',
    ],
    ['<html>Bad\n  gateway</html>', '<html>Bad gateway</html>'],
    ['null', 'null'],
    ['', ''],
  ])('in %s is %s', (body, sentence) => {
    expect(sentenceIn(body)).toBe(sentence)
  })

  it('is kept short', () => {
    expect(sentenceIn('x'.repeat(10_000))).toHaveLength(300)
  })
})

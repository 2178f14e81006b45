import pino from 'pino'
import { prettyFactory } from 'pino-pretty'
import { describe, expect, it } from 'vitest'
import { visibleLine } from './log-lines.ts'

const HOSTILE = [
  'x\n[12:00:00] INFO: admin signed in',
  'x\r\n{"level":30,"msg":"forged"}',
  '\u001b[2J\u001b[1;1H',
  '\u001b]0;title\u0007',
  '\u009b31mred',
  '\u202eevil',
  '\u2028{"level":60}',
  '\u0000\u0008\u007f',
]

/** What is written with one hostile value in each place where others have a say. */
function written(hostile: string, onTerminal: boolean): string {
  let text = ''
  const format = prettyFactory({ colorize: false, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
  const sink = { write: (line: string) => void (text += onTerminal ? format(visibleLine(line)) : line) }
  const log = pino({ redact: ['password'] }, sink)
  log.info({ user: hostile, inner: { name: hostile } }, 'signed in')
  log.warn({ err: new Error(hostile) }, 'failed')
  return text
}

describe('a line of the log', () => {
  it.each(HOSTILE)('in JSON is one line, whatever somebody wrote: %j', (hostile) => {
    const lines = written(hostile, false).trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['signed in', 'failed'])
  })

  it.each(HOSTILE)('on a terminal steers nothing, and no other entry can be made to look like one: %j', (hostile) => {
    const text = written(hostile, true)
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e]/)
    const entries = text.split('\n').filter((line) => line.startsWith('['))
    expect(entries).toHaveLength(2)
  })

  it('stays JSON, and keeps line breaks and tabs', () => {
    const line = JSON.stringify({ text: 'a\tb\nc\u001b', path: 'C:\\u001b' })
    expect(JSON.parse(visibleLine(line))).toMatchObject({ text: 'a\tb\nc\\u001b' })
  })
})

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** What the parser and another user of `debug` trace when everything is to be traced. */
function traced(first: string): { parser: boolean; others: boolean } {
  const program = `
    ${first}
    import { createRequire } from 'node:module'
    const require = createRequire(${JSON.stringify(join(ROOT, 'package.json'))})
    import 'aedes'
    import packets from 'mqtt-packet'
    packets.parser().parse(packets.generate({ cmd: 'pingreq' }))
    createRequire(require.resolve('mqtt-packet'))('debug')('other')('heard')
  `
  const { stderr: text } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], DEBUG: '*' },
    encoding: 'utf8',
  })
  return { parser: text.includes('mqtt-packet'), others: text.includes('heard') }
}

it('keeps the MQTT parser from tracing each packet, and leaves the traces of others alone', () => {
  expect(traced('').parser).toBe(true)
  expect(traced(`import ${JSON.stringify(join(ROOT, 'broker', 'quiet-parser.ts'))}`)).toEqual({
    parser: false,
    others: true,
  })
})

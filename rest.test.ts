import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startRest } from './rest.ts'

const MB = 1024 * 1024

describe('a city at rest', () => {
  it('collects a few times after the heap has grown, and then no more', () => {
    const at = city(100 * MB)
    at.pass(20)
    expect(at.collected).toBe(4)
    at.bytes += 20 * MB
    at.pass(20)
    expect(at.collected).toBe(8)
  })

  it('collects nothing while there is work', () => {
    const at = city(100 * MB)
    at.busy = 0.5
    at.pass(20)
    expect(at.collected).toBe(0)
    at.busy = 0.01
    at.pass(1)
    expect(at.collected).toBe(1)
  })

  it('takes growth as what has come since the last collection', () => {
    const at = city(100 * MB)
    at.onCollect = () => (at.bytes = 60 * MB)
    at.pass(20)
    at.bytes = 80 * MB
    at.pass(1)
    expect(at.collected).toBe(5)
  })

  it('collects what nobody holds, in a process that was started as the city is', async () => {
    const text = `
      const { startRest } = await import(${JSON.stringify(new URL('rest.ts', import.meta.url).href)})
      startRest({ takeBusy: () => 0, heapBytes: () => 1e9, everyMs: 5 })
      const gone = new WeakRef({ of: 'nobody' })
      const timer = setInterval(() => gone.deref() ?? (clearInterval(timer), console.log('gone')), 5)`
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, ['--expose-gc', '--input-type=module', '-e', text])
    expect(stdout).toBe('gone\n')
  })
})

function city(bytes: number) {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const at = {
    bytes,
    busy: 0,
    collected: 0,
    onCollect: () => {},
    pass: (looks: number) => void vi.advanceTimersByTime(looks * 1_000),
  }
  const rest = startRest({
    takeBusy: () => at.busy,
    heapBytes: () => at.bytes,
    collect: () => {
      at.collected++
      at.onCollect()
    },
    everyMs: 1_000,
  })
  onTestFinished(() => rest[Symbol.dispose]())
  return at
}

import { describe, expect, it } from 'vitest'
import { type Bounds, boundsHere, sourceOf, sourcesFor, type Wanted } from './bounds.ts'

const BOUNDS: Bounds = {
  addresses: ['10.0.0.1', '10.0.0.2'],
  openFiles: 20_000,
  localPorts: 28_232,
  freeBytes: 16 * 2 ** 30,
  brokerFiles: null,
}
const WANTED: Wanted = { connections: 500, publishers: 500, processes: 1, host: '127.0.0.1', sources: [] }

describe('what a machine lets a load have', () => {
  it('names open files, and both remedies, before anything is opened', () => {
    const many = { ...WANTED, connections: 50_000 }
    expect(() => sourcesFor(many, BOUNDS)).toThrow(
      '50000 connections a process are more than the 20000 open files that this system allows it: give --processes 3 or more, or raise ulimit -n to 50100',
    )
    expect(sourcesFor({ ...many, processes: 3 }, BOUNDS)).toHaveLength(50)
  })

  it('names the local ports of an address that is not this machine, and passes with more addresses', () => {
    const far = { ...WANTED, connections: 40_000, processes: 4, host: '10.0.0.9' }
    expect(() => sourcesFor(far, BOUNDS)).toThrow(/more than the 28232 local ports of one address: give more addresses/)
    const sources = ['10.0.0.1', '10.0.0.2']
    expect(sourcesFor({ ...far, sources }, BOUNDS)).toEqual(sources)
  })

  it('names the open files of a city on this machine, which it can see', () => {
    expect(() => sourcesFor(WANTED, { ...BOUNDS, brokerFiles: 256 })).toThrow(
      "the city's process may have 256 open files, 500 connections need more: start it with ulimit -n 1500 or more",
    )
  })

  it('names the memory', () => {
    expect(() => sourcesFor({ ...WANTED, publishers: 500 }, { ...BOUNDS, freeBytes: 1e6 })).toThrow(
      /^500 connections need about 0\.0 GiB of memory here/,
    )
  })

  it.runIf(process.platform === 'linux')('comes from another address of the loopback for every thousand', () => {
    const sources = sourcesFor({ ...WANTED, connections: 3_500, publishers: 500 }, BOUNDS)
    expect(sources).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'])
    expect([0, 999, 1000, 3499].map((i) => sourceOf(sources, i))).toEqual([
      '127.0.0.1',
      '127.0.0.1',
      '127.0.0.2',
      '127.0.0.4',
    ])
    expect(sourceOf([], 7)).toBeUndefined()
  })

  it.runIf(process.platform === 'linux')('is read from this machine', () => {
    const { openFiles, localPorts, brokerFiles } = boundsHere(process.pid)
    expect(openFiles).toBeGreaterThan(0)
    expect(brokerFiles).toBe(openFiles)
    expect(localPorts).toBeGreaterThan(1000)
  })
})

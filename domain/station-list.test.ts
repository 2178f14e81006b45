import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KINDS } from '../store/records/testing/kinds.ts'
import { csvRecords } from './csv-read.ts'
import { csvLine } from './csv.ts'
import { IMPORT_FAULTS, MOST_IMPORTED } from './enrolment.ts'
import { readStationList } from './station-list.ts'

const TERMS = {
  kinds: KINDS,
  districts: ['north'],
  departments: ['ecology'],
  isGateway: (id: string) => id === 'gw-1',
  isTaken: (id: string) => id === 'taken',
}
const HEAD = 'id,kind,name,district,lon,lat,vendor,gateway,everySeconds,priority,owner,trait.zone,trait.floor\n'
const read = (csv: string) => readStationList(csv, TERMS)
const faultsOf = (csv: string) => read(csv).faults.map(({ line, column, reason }) => `${line} ${column} ${reason}`)

describe('a list of stations', () => {
  it('becomes stations, with what they leave to their kind left out', () => {
    const csv = `${HEAD}a,noise,"One, two",north,121.5,31,,,,,,,\nb,noise,环境 2,north,-1,-31.5,Acme,gw-1,30,alarm,ecology,4,2\n`
    expect(read(csv)).toEqual({
      faults: [],
      stations: [
        { id: 'a', kind: 'noise', name: 'One, two', district: 'north', lon: 121.5, lat: 31 },
        {
          id: 'b',
          kind: 'noise',
          name: '环境 2',
          district: 'north',
          lon: -1,
          lat: -31.5,
          vendor: 'Acme',
          gateway: 'gw-1',
          everySeconds: 30,
          priority: 'alarm',
          owner: 'ecology',
          traits: { zone: '4', floor: 2 },
        },
      ],
    })
  })

  it('may come from a spreadsheet: with semicolons, CRLF, a byte order mark and empty lines', () => {
    const csv = '\uFEFFid;kind;name;district;lon;lat\r\n\r\na;noise;One;north;121.5;31\r\n'
    expect(read(csv)).toMatchObject({ faults: [], stations: [{ id: 'a', lon: 121.5 }] })
  })

  it.each([
    ['taken,noise,N,north,1,1', '2 id id-taken'],
    ['-a,noise,N,north,1,1', '2 id id-bad'],
    ['new:a,noise,N,north,1,1', '2 id id-bad'],
    ['enrol,noise,N,north,1,1', '2 id id-bad'],
    ['a,air,N,north,1,1', '2 kind kind-unknown'],
    ['a,noise,,north,1,1', '2 name name-bad'],
    ['a,noise,N,south,1,1', '2 district value-unknown'],
    ['a,noise,N,north,181,1', '2 lon number-bad'],
    ['a,noise,N,north,1e1,1', '2 lon number-bad'],
    ['a,noise,N,north,"1,5",1', '2 lon number-comma'],
    ['a,noise,N,north,1,', '2 lat number-bad'],
    [`a,noise,N,north,1,1,${'v'.repeat(65)}`, '2 vendor too-long'],
    ['a,noise,N,north,1,1,,gw-2', '2 gateway gateway-unknown'],
    ['a,noise,N,north,1,1,,,0', '2 everySeconds number-bad'],
    ['a,noise,N,north,1,1,,,,soon', '2 priority value-unknown'],
    ['a,noise,N,north,1,1,,,,,nobody', '2 owner value-unknown'],
    ['a,noise,N,north,1,1,,,,,,,x', '2 trait.floor number-bad'],
    ['a,noise,N,north,1,1,,,,,,,,,x', '2 null cells-too-many'],
    ['a,noise,N,north,1,1\na,noise,N,north,1,1', '3 id id-twice'],
    ['a,noise,"N,north,1,1', '1 null quote-open'],
    ['', '1 null no-lines'],
    ['a,noise,N,north,1,1\nb,noise,\uFFFD\uFFFD,north,1,1', '3 null not-utf-8'],
  ])('has a fault where it says %s', (lines, fault) => {
    expect(faultsOf(HEAD + lines)).toEqual([fault])
  })

  it('names every fault of its heading', () => {
    expect(faultsOf('id,kind,kind,colour,lon,lat,trait.\na,b,c,d,e,f')).toEqual([
      '1 name column-missing',
      '1 district column-missing',
      '1 kind column-twice',
      '1 colour column-unknown',
      '1 trait. column-unknown',
    ])
    expect(faultsOf('id,kind,name,district,lon,lat,trait.__proto__\na,noise,N,north,1,1,x')).toEqual([
      '2 trait.__proto__ trait-unknown',
    ])
  })

  it('is not wider than it may be, and costs no more than a look at its heading then', () => {
    const wide = (count: number) =>
      `${HEAD.trimEnd()},${Array.from({ length: count }, (_, n) => `trait.${n}`).join(',')}\n`
    const startedAt = performance.now()
    expect(faultsOf(`${wide(100_000)}${'a\n'.repeat(MOST_IMPORTED)}`)).toEqual(['1 null columns-too-many'])
    expect(faultsOf(`${'x,'.repeat(1_000_000)}\na`)).toEqual(['1 null columns-too-many'])
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    expect(faultsOf(`${wide(180)}a,noise,N,north,1,1`)).toEqual([])
  })

  it('is not longer than it may be', () => {
    const line = (n: number) => `s${n},noise,N,north,1,1\n`
    const csv = HEAD + Array.from({ length: MOST_IMPORTED + 1 }, (_, n) => line(n)).join('')
    expect(faultsOf(csv)).toEqual([`${MOST_IMPORTED + 2} null too-many`])
  })

  it('never throws, and knows every reason that it gives', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        for (const { reason } of [...read(text).faults, ...read(HEAD + text).faults])
          expect(IMPORT_FAULTS).toContain(reason)
      }),
    )
  })
})

it('CSV is read as it was written', () => {
  // What a spreadsheet would take for a formula is written with a mark before it.
  const cell = fc.string({ maxLength: 20 }).filter((text) => !/^[\t\n]|^\s*[=+\-@＝＋－＠]|\r/u.test(text))
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const written = `a,b\r\n${rows.map((row) => csvLine(row)).join('')}`
      expect(
        csvRecords(written)
          ?.slice(1)
          .map(({ cells }) => cells),
      ).toEqual(rows)
    }),
  )
})

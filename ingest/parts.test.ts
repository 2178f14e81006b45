import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf } from './replay.ts'
import { isOfGateway, messageOf, partsOf } from './parts.ts'
import { makeSetAside } from './set-aside.ts'
import type { NewDeadLetter } from '../store/records/dead-letters.ts'

const STATION = 'city/v1/air/a/readings'
const GATEWAY = 'city/v1/gateways/g/readings'

/** The raw bytes of the letter that a refusal makes. */
function letterOf(payload: Buffer, topic: string, item: number | null): NewDeadLetter {
  let made: NewDeadLetter | undefined
  const letter = (one: NewDeadLetter) => {
    made = one
    return { compile: () => undefined as never }
  }
  const fault = { reason: 'not-a-reading', detail: '' } as const
  makeSetAside({ keep() {}, letter, tell() {} })({ ...at, topic, payload, item, fault })
  return made!
}
const at = { place: null, source: null, position: 1, receivedAt: 2 }
const again = ({ raw, item, topic }: NewDeadLetter) =>
  bytesOf({ raw: Buffer.from(raw).toString('base64'), item, topic })

describe('the raw bytes of a message that was refused as a whole', () => {
  it('are kept, and run again, byte for byte, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          const payload = Buffer.from(bytes)
          for (const topic of [STATION, GATEWAY]) {
            const letter = letterOf(payload, topic, null)
            expect(Buffer.from(letter.raw)).toEqual(payload)
            expect(again(letter)).toEqual(payload)
          }
        },
      ),
    )
  })
})

describe('the raw bytes of one reading of many', () => {
  it('are its own, byte for byte, and run again as that reading alone', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { minLength: 2, maxLength: 6 }), fc.nat(), (texts, n) => {
        const item = n % texts.length
        const payload = Buffer.from(`[ ${texts.join(' ,\n')} ]`)
        const letter = letterOf(payload, STATION, item)
        const isArray = texts[item]!.trimStart().startsWith('[')
        const own = texts[item]!.trim()
        expect(Buffer.from(letter.raw).toString()).toBe(isArray ? `[${own}]` : own)
        expect(again(letter)).toEqual(Buffer.from(letter.raw))
        expect(partsOf(letter.raw, false)).toHaveLength(1)
      }),
    )
  })

  it('keep a number that JSON.parse would lose, and the station of a gateway', () => {
    const reading = '{"values":{"pm25":1e400,"__proto__":12345678901234567890}}'
    const payload = Buffer.from(`{"b":{"values":{}},"a":[1,${reading}],"7":{}}`)
    // Names that are whole numbers come first, in the line as in JSON.parse.
    const raw = (item: number) => Buffer.from(letterOf(payload, GATEWAY, item).raw).toString()
    expect([0, 1, 2, 3].map(raw)).toEqual(['{"7":{}}', '{"b":{"values":{}}}', '{"a":1}', `{"a":${reading}}`])
  })

  it('are found also in a letter that holds the whole message', () => {
    const letter = { raw: Buffer.from('[1,{"a":1e400}]').toString('base64'), item: 1, topic: STATION }
    expect(bytesOf(letter).toString()).toBe('{"a":1e400}')
  })

  it('are cut in one pass of a message of thirty thousand', () => {
    const payload = Buffer.from(`[${'0,'.repeat(29_999)}0]`)
    const parts = partsOf(payload, isOfGateway(STATION))
    expect(parts).toHaveLength(30_000)
    expect(messageOf(payload, parts[29_999]!, false).toString()).toBe('0')
  })
})

import { describe, expect, it } from 'vitest'
import type { ChannelWish } from '../domain/delivery.ts'
import { makeSeal } from '../store/records/seal.ts'
import { sealWish } from './channel-settings.ts'
import { CHANNELS } from './channels/table.ts'

const seal = makeSeal(Buffer.alloc(32, 1))
const wish = (type: string, settings: Record<string, string>) =>
  ({ type, label: 'x', isOn: true, filter: {}, settings, templates: {} }) as unknown as ChannelWish

describe('a setting of a channel', () => {
  it.each(CHANNELS.flatMap((kind) => kind.fields.map((field) => [kind.id, field.name] as const)))(
    'carries no line of its own into a header: %s %s',
    (id, name) => {
      const kind = CHANNELS.find((one) => one.id === id)!
      for (const value of ['a\r\nX-Injected: 1', 'a\nBcc: all@example.com', 'a\u0000b', 'a\u0085b', 'a\u001b[2Jb']) {
        const isList = kind.fields.find((field) => field.name === name)!.sort === 'list'
        const seal1 = () => sealWish(wish(id, { [name]: value }), { id: 'one', kind, seal })
        if (isList && /^a[\r\n]/.test(value)) continue
        expect(seal1).toThrow(`settings.${name}: expected text without line breaks`)
      }
    },
  )
})

import { CAP } from './alert.ts'

/** What an element may hold: text of a form, or elements in this order. */
export interface CapShape {
  readonly name: string
  readonly least: 0 | 1
  readonly most: 1 | null
  readonly words?: readonly string[]
  readonly form?: 'text' | 'time' | 'number' | 'integer' | 'uri' | 'language'
  readonly elements?: readonly CapShape[]
}

type Form = Pick<CapShape, 'words' | 'form' | 'elements'>

const one = (name: string, form: Form = { form: 'text' }): CapShape => ({ name, least: 1, most: 1, ...form })
const maybe = (name: string, form: Form = { form: 'text' }): CapShape => ({ name, least: 0, most: 1, ...form })
const many = (name: string, form: Form = { form: 'text' }): CapShape => ({ name, least: 0, most: null, ...form })
const some = (name: string, form: Form = { form: 'text' }): CapShape => ({ name, least: 1, most: null, ...form })

const TIME = { form: 'time' } as const
const NAMED = { elements: [one('valueName'), one('value')] }

const AREA = [
  one('areaDesc'),
  many('polygon'),
  many('circle'),
  many('geocode', NAMED),
  maybe('altitude', { form: 'number' }),
  maybe('ceiling', { form: 'number' }),
]

const RESOURCE = [
  one('resourceDesc'),
  one('mimeType'),
  maybe('size', { form: 'integer' }),
  maybe('uri', { form: 'uri' }),
  maybe('derefUri'),
  maybe('digest'),
]

const INFO = [
  maybe('language', { form: 'language' }),
  some('category', { words: CAP.category }),
  one('event'),
  many('responseType', { words: CAP.responseType }),
  one('urgency', { words: CAP.urgency }),
  one('severity', { words: CAP.severity }),
  one('certainty', { words: CAP.certainty }),
  maybe('audience'),
  many('eventCode', NAMED),
  maybe('effective', TIME),
  maybe('onset', TIME),
  maybe('expires', TIME),
  maybe('senderName'),
  maybe('headline'),
  maybe('description'),
  maybe('instruction'),
  maybe('web', { form: 'uri' }),
  maybe('contact'),
  many('parameter', NAMED),
  many('resource', { elements: RESOURCE }),
  many('area', { elements: AREA }),
]

/** CAP 1.2 as a table: every element, in its order, with how often it may stand and what it may hold. */
export const ALERT: CapShape = one('alert', {
  elements: [
    one('identifier'),
    one('sender'),
    one('sent', TIME),
    one('status', { words: CAP.status }),
    one('msgType', { words: CAP.msgType }),
    maybe('source'),
    one('scope', { words: CAP.scope }),
    maybe('restriction'),
    maybe('addresses'),
    many('code'),
    maybe('note'),
    maybe('references'),
    maybe('incidents'),
    many('info', { elements: INFO }),
  ],
})

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAddresses } from '../addresses.ts'
import type { ChannelKind, Outside, Parcel, Settings } from '../channel-kind.ts'
import { letterOfEvent, letterOfTest } from '../letter.ts'
import { post } from '../post.ts'
import { answering, type Receiver, startReceiver } from '../testing/receiver.ts'
import { messageOf, SOURCE, wishOf } from '../testing/small-office.ts'
import { alertmanager } from './alertmanager.ts'
import { dingtalk } from './dingtalk.ts'
import { feishu } from './feishu.ts'
import { CHANNELS } from './table.ts'
import { webhook } from './webhook.ts'
import { wecom } from './wecom.ts'

let receiver: Receiver
beforeAll(async () => void (receiver = await startReceiver()))
afterAll(() => receiver[Symbol.asyncDispose]())

const addresses = makeAddresses({ mayBePrivate: true })
const OUTSIDE: Outside = {
  post: (request) => post(request, { addresses, timeoutMs: 500, now: Date.now }),
  addressOf: async (host) => (await addresses.resolve(host))[0].address,
  now: Date.now,
  city: { label: SOURCE.label, publicUrl: SOURCE.publicUrl },
}
const SECRET = 'SEC-a secret of some length'

function parcelWith(of: Partial<Parcel> = {}): Parcel {
  const message = messageOf(7)
  return {
    key: 'key-7',
    isTest: false,
    createdAt: 1_764_000_000_000,
    events: [message],
    letter: letterOfEvent(message, wishOf('x', {}), SOURCE),
    alarm: null,
    to: null,
    ...of,
  }
}

async function sent(kind: ChannelKind, settings: Settings, parcel = parcelWith()) {
  const before = receiver.received.length
  const outcome = await kind.send(parcel, settings, OUTSIDE)
  return { outcome, got: receiver.received[before]! }
}

describe('the signed webhook', () => {
  it('carries every event with a signature over time and body, and the same key at each attempt', async () => {
    receiver.answer = answering(200, 'thanks')
    const { outcome, got } = await sent(webhook, { url: `${receiver.url}/hook?x=1`, secret: SECRET, token: 't0ken' })
    expect(outcome).toEqual({ is: 'sent', answer: 'HTTP 200: thanks' })
    expect(got.path).toBe('/hook?x=1')
    expect(got.headers).toMatchObject({
      'idempotency-key': 'key-7',
      authorization: 'Bearer t0ken',
      'content-type': 'application/json; charset=utf-8',
    })
    const timestamp = got.headers['citypulse-timestamp'] as string
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60)
    const mac = createHmac('sha256', SECRET)
    mac.update(timestamp)
    mac.update('.')
    mac.update(got.text)
    expect(got.headers['citypulse-signature']).toBe(`v1=${mac.digest('hex')}`)
    expect(JSON.parse(got.text)).toMatchObject({
      version: 1,
      key: 'key-7',
      test: false,
      events: [{ seq: 7, department: 'ecology', departmentSeq: 7, event: { type: 'raise' }, alarm: { id: 'a-7' } }],
    })
  })

  it.each([
    [200, {}, 'sent', undefined],
    [204, {}, 'sent', undefined],
    [301, { location: 'http://169.254.169.254/' }, 'held', undefined],
    [400, {}, 'refused', undefined],
    [401, {}, 'held', undefined],
    [403, {}, 'held', undefined],
    [404, {}, 'held', undefined],
    [408, {}, 'retry', undefined],
    [410, {}, 'held', undefined],
    [413, {}, 'refused', undefined],
    [422, {}, 'refused', undefined],
    [429, { 'retry-after': '7' }, 'retry', 7_000],
    [500, {}, 'retry', undefined],
    [503, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 'retry', 0],
  ] as const)('takes a %i for what it is', async (status, headers, is, waitMs) => {
    const count = receiver.received.length
    receiver.answer = answering(status, '', headers)
    const { outcome } = await sent(webhook, { url: receiver.url, secret: SECRET })
    expect(outcome).toMatchObject({ is, ...(waitMs === undefined ? {} : { waitMs }) })
    expect(receiver.received.length - count).toBe(1)
  })

  it('tries again after a reset, after no answer, an answer that never ends, and a closed port', async () => {
    receiver.answer = (response) => response.socket?.destroy()
    expect((await sent(webhook, { url: receiver.url, secret: SECRET })).outcome.is).toBe('retry')
    receiver.answer = () => {}
    expect((await sent(webhook, { url: receiver.url, secret: SECRET })).outcome).toEqual({
      is: 'retry',
      answer: 'no answer within 0.5 s',
    })
    receiver.answer = (response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(drip))
    }
    expect((await sent(webhook, { url: receiver.url, secret: SECRET })).outcome.is).toBe('retry')
    expect((await sent(webhook, { url: 'http://127.0.0.1:1/', secret: SECRET })).outcome).toMatchObject({
      is: 'retry',
      answer: expect.stringContaining('ECONNREFUSED') as string,
    })
  })

  it('reads no more than 64 KiB of an answer', async () => {
    receiver.answer = answering(200, 'x'.repeat(5_000_000))
    const { outcome } = await sent(webhook, { url: receiver.url, secret: SECRET })
    expect(outcome.is).toBe('sent')
    expect(outcome.answer.length).toBeLessThan(400)
  })
})

describe('the DingTalk robot', () => {
  it('signs time and secret into the address, and shows who is called', async () => {
    receiver.answer = answering(200, { errcode: 0, errmsg: 'ok' })
    const url = `${receiver.url}/robot/send?access_token=abc`
    const { outcome, got } = await sent(dingtalk, { url, secret: SECRET }, parcelWith({ to: '13800000000' }))
    expect(outcome).toEqual({ is: 'sent', answer: '0: ok' })
    const { searchParams } = new URL(got.path, receiver.url)
    const timestamp = searchParams.get('timestamp')!
    expect(searchParams.get('access_token')).toBe('abc')
    expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(60_000)
    const mac = createHmac('sha256', Buffer.from(SECRET)).update(Buffer.from(`${timestamp}\n${SECRET}`))
    expect(searchParams.get('sign')).toBe(mac.digest('base64'))
    // A plus sign that is not escaped would arrive as a blank.
    expect(got.path).not.toMatch(/sign=[^&]*[+/]/)
    const body = JSON.parse(got.text) as { markdown: { title: string; text: string }; at: object }
    expect(body).toMatchObject({ msgtype: 'markdown', at: { atMobiles: ['13800000000'], isAtAll: false } })
    expect(body.markdown.text).toContain('@13800000000')
    expect(body.markdown.text).toContain('噪声超标')
    expect(body.markdown.text).toContain('Too loud')
  })

  it.each([
    [{ errcode: 310000, errmsg: 'sign not match' }, 'held'],
    [{ errcode: 300005, errmsg: 'token is not exist' }, 'held'],
    [{ errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' }, 'retry'],
    [{ errcode: -1, errmsg: 'system busy' }, 'retry'],
    [{ errcode: 430102, errmsg: 'unsuitable text' }, 'refused'],
    ['<html>hello', 'held'],
  ])('does not take %j with HTTP 200 for success', async (body, is) => {
    receiver.answer = answering(200, body)
    expect((await sent(dingtalk, { url: receiver.url })).outcome.is).toBe(is)
  })
})

describe('the WeCom robot', () => {
  it('keeps within 4096 bytes whatever it has to say', async () => {
    receiver.answer = answering(200, { errcode: 0, errmsg: 'ok' })
    const { letter } = parcelWith()
    const long = { ...letter, lines: Array.from({ length: 400 }, () => '很长的说明文字') }
    const { outcome, got } = await sent(wecom, { url: receiver.url }, parcelWith({ letter: long }))
    expect(outcome.is).toBe('sent')
    const { markdown } = JSON.parse(got.text) as { markdown: { content: string } }
    expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4096)
    expect(markdown.content).toContain('…')
    expect(markdown.content).toContain('](https://city.example/alarms?alarm=a-7)')
    expect(markdown.content).not.toContain('\uFFFD')
  })

  it('calls a person by number or id, in plain text of at most 2048 bytes', async () => {
    const { got } = await sent(wecom, { url: receiver.url }, parcelWith({ to: '13800000000' }))
    expect(JSON.parse(got.text)).toMatchObject({ msgtype: 'text', text: { mentioned_mobile_list: ['13800000000'] } })
    const { got: byId } = await sent(wecom, { url: receiver.url }, parcelWith({ to: 'zhangsan' }))
    expect(JSON.parse(byId.text)).toMatchObject({ text: { mentioned_list: ['zhangsan'] } })
  })

  it.each([
    [{ errcode: 45009, errmsg: 'api freq out of limit' }, 'retry'],
    [{ errcode: 93000, errmsg: 'invalid webhook url' }, 'held'],
    [{ errcode: 40058, errmsg: 'text.content exceed max length 2048' }, 'refused'],
  ])('does not take %j with HTTP 200 for success', async (body, is) => {
    receiver.answer = answering(200, body)
    expect((await sent(wecom, { url: receiver.url })).outcome.is).toBe(is)
  })
})

describe('the Feishu robot', () => {
  it('signs with time and secret as the key, and has a card in the colour of the alarm', async () => {
    receiver.answer = answering(200, { code: 0, msg: 'success', data: {} })
    const { outcome, got } = await sent(feishu, { url: receiver.url, secret: SECRET }, parcelWith({ to: 'ou_84aad' }))
    expect(outcome).toEqual({ is: 'sent', answer: '0: success' })
    const body = JSON.parse(got.text) as { timestamp: string; sign: string; card: { header: object } }
    expect(Math.abs(Number(body.timestamp) - Date.now() / 1000)).toBeLessThan(60)
    expect(body.sign).toBe(createHmac('sha256', Buffer.from(`${body.timestamp}\n${SECRET}`)).digest('base64'))
    expect(body).toMatchObject({ msg_type: 'interactive', card: { header: { template: 'orange' } } })
    expect(got.text).toContain('<at id=ou_84aad></at>')
  })

  it('sends no signature when it has no secret', async () => {
    const { got } = await sent(feishu, { url: receiver.url })
    expect(JSON.parse(got.text)).not.toHaveProperty('sign')
  })

  it.each([
    [{ code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' }, 'held'],
    [{ code: 19024, msg: 'Key Words Not Found' }, 'held'],
    [{ code: 11232, msg: 'frequency limited' }, 'retry'],
    [{ code: 11246, msg: 'card content is bad' }, 'refused'],
    [{ StatusCode: 0, StatusMessage: 'success' }, 'sent'],
  ])('takes %j with HTTP 200 for what it is', async (body, is) => {
    receiver.answer = answering(200, body)
    expect((await sent(feishu, { url: receiver.url })).outcome.is).toBe(is)
  })
})

describe('the webhook as of Alertmanager', () => {
  it('has the shape of version 4, each alarm once, with what all have in common', async () => {
    receiver.answer = answering(200)
    const over = messageOf(
      9,
      { id: 'a-8', state: 'normal', active: false, clearedAt: 1_764_000_060_000 },
      { type: 'clear' },
    )
    const events = [messageOf(7), messageOf(8), over]
    const { got } = await sent(alertmanager, { url: receiver.url, user: 'u', password: 'p' }, parcelWith({ events }))
    expect(got.headers.authorization).toBe(`Basic ${btoa('u:p')}`)
    const body = JSON.parse(got.text) as { alerts: { fingerprint: string }[] }
    expect(body).toMatchObject({
      version: '4',
      status: 'firing',
      truncatedAlerts: 0,
      receiver: 'citypulse',
      groupLabels: { source: 'citypulse' },
      commonLabels: { source: 'citypulse', alertname: 'loud', severity: 'orange', station: 'noise-1' },
      externalURL: 'https://city.example',
      alerts: [
        { status: 'firing', labels: { alarm: 'a-7' }, endsAt: '0001-01-01T00:00:00Z' },
        { status: 'resolved', labels: { alarm: 'a-8' }, endsAt: '2025-11-24T16:01:00.000Z' },
      ],
    })
    expect(body.alerts.every(({ fingerprint }) => /^[0-9a-f]{16}$/.test(fingerprint))).toBe(true)
  })
})

describe('hostile texts', () => {
  const HOSTILE = '[免费](http://evil.example) <at id=all></at> <@all> **b** # h\n> q ![x](http://e/x.png) @13900000000'

  it.each([dingtalk, wecom, feishu])('make no link, mention, picture or heading in $id', async (kind) => {
    receiver.answer = answering(200, { errcode: 0, code: 0 })
    const message = messageOf(1, { label: { zh: HOSTILE, en: HOSTILE }, station: HOSTILE })
    const letter = letterOfEvent(message, wishOf('x', {}), SOURCE)
    const { got } = await sent(kind, { url: receiver.url }, parcelWith({ letter }))
    if (kind === feishu) {
      // All of it stands in elements that know no marks.
      const { card } = JSON.parse(got.text) as {
        card: { elements: { text?: { tag: string } }[]; header: { title: { tag: string } } }
      }
      expect(card.header.title.tag).toBe('plain_text')
      expect(card.elements.flatMap(({ text }) => (text ? [text.tag] : []))).toEqual(['plain_text'])
      return
    }
    const body = JSON.parse(got.text) as { markdown: { text?: string; content?: string } }
    const text = (body.markdown.text ?? body.markdown.content ?? '').replace(/\[打开 CityPulse\]\(https:[^)]*\)/, '')
    expect(text).not.toMatch(/\]\(|<|\*\*|!\[|@|https?:\/\/|\n>|\n# /)
    expect(text.match(/^#/gm)).toHaveLength(1)
  })
})

describe('every channel', () => {
  it.each(CHANNELS)('$id marks a test as a test', async (kind) => {
    if (kind.id === 'email') return
    receiver.answer = answering(200, { errcode: 0, code: 0 })
    const parcel = parcelWith({ isTest: true, events: [], letter: letterOfTest('anna', { language: 'both' }, SOURCE) })
    const { outcome, got } = await sent(kind, { url: receiver.url, secret: SECRET }, parcel)
    expect(outcome.is).toBe('sent')
    expect(got.text).toMatch(/测试|"test"/)
  })

  it.each(['ftp://x/', 'http://u:p@x/', 'javascript:alert(1)', 'x', ''])('refuses the address %j', (url) => {
    for (const kind of CHANNELS) {
      if (kind.id !== 'email') expect(kind.faultOf({ url, secret: SECRET })).toContain('url')
    }
  })
})

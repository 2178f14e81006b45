import { createHmac } from 'node:crypto'
import type { ChannelKind } from '../channel-kind.ts'
import { noAnswer, outcomeOfStatus } from '../http-outcome.ts'
import { urlFault } from '../urls.ts'

/** Alarm events as JSON, signed: HMAC-SHA256 over `timestamp.body`, and a key that is the same at every attempt. */
export const webhook: ChannelKind = {
  id: 'webhook',
  label: { zh: 'Webhook（签名）', en: 'Webhook (signed)' },
  audience: 'programs',
  perMinute: null,
  mostEvents: 100,
  fields: [
    {
      name: 'url',
      label: { zh: '地址', en: 'Address' },
      sort: 'url',
      isRequired: true,
      example: 'https://hooks.example.gov.cn/citypulse',
    },
    {
      name: 'secret',
      label: { zh: '签名密钥', en: 'Signing secret' },
      hint: {
        zh: '至少 16 个字符；接收方用它核对 CityPulse-Signature。',
        en: 'At least 16 characters; the receiver checks CityPulse-Signature with it.',
      },
      sort: 'secret',
      isRequired: true,
    },
    {
      name: 'token',
      label: { zh: 'Bearer 令牌', en: 'Bearer token' },
      hint: { zh: '接收方要求时填写。', en: 'If the receiver asks for one.' },
      sort: 'secret',
      isRequired: false,
    },
  ],
  faultOf({ url, secret = '' }) {
    return urlFault('url', url) ?? (secret.length < 16 ? 'secret: expected at least 16 characters' : null)
  },
  async send(parcel, { url = '', secret = '', token = '' }, outside) {
    const timestamp = String(Math.floor(outside.now() / 1000))
    const body = JSON.stringify({
      version: 1,
      key: parcel.key,
      test: parcel.isTest,
      city: outside.city.label,
      createdAt: parcel.createdAt,
      title: parcel.letter.title,
      text: parcel.letter.lines.join('\n'),
      to: parcel.to,
      alarm: parcel.alarm,
      events: parcel.events,
    })
    try {
      const answer = await outside.post({
        url,
        body,
        headers: {
          'citypulse-timestamp': timestamp,
          'citypulse-signature': `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
          'idempotency-key': parcel.key,
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
      })
      return outcomeOfStatus(answer)
    } catch (error) {
      return noAnswer(error)
    }
  },
}

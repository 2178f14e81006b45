import { createHmac } from 'node:crypto'
import type { ChannelKind } from '../channel-kind.ts'
import { noAnswer, outcomeOfRobot, type RobotCodes } from '../http-outcome.ts'
import { markdownOf } from '../markdown.ts'
import { urlFault } from '../urls.ts'

const MOST_BYTES = 15_000
const MOBILE = /^\+?\d{6,20}$/

/** https://open.dingtalk.com/document/robots/custom-robot-access */
const CODES: RobotCodes = {
  code: ['errcode'],
  words: ['errmsg'],
  tooFast: new Set([130101, 410100]),
  tooFastMs: 60_000,
  later: new Set([-1]),
  held: new Set([300001, 300005, 310000, 400013, 400101, 400102, 400106, 43004]),
}

/** A robot of a DingTalk group, with its signature when it has one. */
export const dingtalk: ChannelKind = {
  id: 'dingtalk',
  label: { zh: '钉钉群机器人', en: 'DingTalk robot' },
  audience: 'people',
  perMinute: 20,
  mostEvents: 1000,
  fields: [
    {
      name: 'url',
      label: { zh: 'Webhook 地址', en: 'Webhook address' },
      hint: { zh: '含 access_token，按密钥保存。', en: 'Contains the access token and is stored as a secret.' },
      sort: 'secret',
      isRequired: true,
      example: 'https://oapi.dingtalk.com/robot/send?access_token=…',
    },
    {
      name: 'secret',
      label: { zh: '加签密钥', en: 'Signing secret' },
      hint: { zh: '安全设置选“加签”时给出，以 SEC 开头。', en: 'Starts with SEC; from the security setting “Sign”.' },
      sort: 'secret',
      isRequired: false,
      example: 'SEC…',
    },
  ],
  faultOf: ({ url }) => urlFault('url', url),
  async send({ letter, to }, { url = '', secret = '' }, outside) {
    const target = new URL(url)
    if (secret !== '') {
      const timestamp = String(outside.now())
      target.searchParams.set('timestamp', timestamp)
      target.searchParams.set('sign', createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'))
    }
    // Whoever is to be called must stand in the text as well.
    const text = `${markdownOf(letter, 'both', MOST_BYTES)}${to === null ? '' : `\n\n@${to.replaceAll(/[^\w+-]/g, '')}`}`
    const at = to === null ? {} : MOBILE.test(to) ? { atMobiles: [to] } : { atUserIds: [to] }
    const body = JSON.stringify({
      msgtype: 'markdown',
      markdown: { title: letter.title, text },
      at: { ...at, isAtAll: false },
    })
    try {
      return outcomeOfRobot(await outside.post({ url: target.href, headers: {}, body }), CODES)
    } catch (error) {
      return noAnswer(error)
    }
  },
}

import type { ChannelKind } from '../channel-kind.ts'
import { noAnswer, outcomeOfRobot, type RobotCodes } from '../http-outcome.ts'
import { markdownOf, withinBytes } from '../markdown.ts'
import { urlFault } from '../urls.ts'

const MARKDOWN_BYTES = 4096
const TEXT_BYTES = 2048
const MOBILE = /^\+?\d{6,20}$/

/** https://developer.work.weixin.qq.com/document/path/91770 and /90313 */
const CODES: RobotCodes = {
  code: ['errcode'],
  words: ['errmsg'],
  tooFast: new Set([45009, 45033]),
  tooFastMs: 60_000,
  later: new Set([-1]),
  held: new Set([40001, 40014, 48002, 93000, 93004, 93008, 93017]),
}

/** A robot of a WeCom group; its address is all that it has for a secret. */
export const wecom: ChannelKind = {
  id: 'wecom',
  label: { zh: '企业微信群机器人', en: 'WeCom robot' },
  audience: 'people',
  perMinute: 20,
  mostEvents: 1000,
  fields: [
    {
      name: 'url',
      label: { zh: 'Webhook 地址', en: 'Webhook address' },
      hint: { zh: '含 key，按密钥保存。', en: 'Contains the key and is stored as a secret.' },
      sort: 'secret',
      isRequired: true,
      example: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
    },
  ],
  faultOf: ({ url }) => urlFault('url', url),
  async send({ letter, to }, { url = '' }, outside) {
    const link = letter.link === null ? '' : `\n${letter.link}`
    // Only a message of plain text calls somebody by mobile number.
    const message =
      to === null
        ? { msgtype: 'markdown', markdown: { content: markdownOf(letter, 'both', MARKDOWN_BYTES) } }
        : {
            msgtype: 'text',
            text: {
              content:
                withinBytes([letter.title, ...letter.lines].join('\n'), TEXT_BYTES - Buffer.byteLength(link)) + link,
              ...(MOBILE.test(to) ? { mentioned_mobile_list: [to] } : { mentioned_list: [to] }),
            },
          }
    try {
      return outcomeOfRobot(await outside.post({ url, headers: {}, body: JSON.stringify(message) }), CODES)
    } catch (error) {
      return noAnswer(error)
    }
  },
}

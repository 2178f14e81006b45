import { createHmac } from 'node:crypto'
import type { ChannelKind } from '../channel-kind.ts'
import { noAnswer, outcomeOfRobot, type RobotCodes } from '../http-outcome.ts'
import { withinBytes } from '../markdown.ts'
import { urlFault } from '../urls.ts'
import { WORDS } from '../words.ts'

/** A request may have 20 KB; characters that JSON escapes count double. */
const MOST_BYTES = 8_000

/** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
const CODES: RobotCodes = {
  code: ['code', 'StatusCode'],
  words: ['msg', 'StatusMessage'],
  tooFast: new Set([9499, 11232, 99991400]),
  tooFastMs: 60_000,
  later: new Set([-1, 11233]),
  held: new Set([19001, 19002, 19021, 19022, 19024]),
}

/** A robot of a Feishu (or Lark) group, with its signature when it has one. A card in the colour of the alarm, its text plain. */
export const feishu: ChannelKind = {
  id: 'feishu',
  label: { zh: '飞书群机器人', en: 'Feishu robot' },
  audience: 'people',
  // The other side takes 100 a minute; more than 20 nobody reads.
  perMinute: 20,
  mostEvents: 1000,
  fields: [
    {
      name: 'url',
      label: { zh: 'Webhook 地址', en: 'Webhook address' },
      hint: { zh: '按密钥保存。', en: 'Stored as a secret.' },
      sort: 'secret',
      isRequired: true,
      example: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
    },
    {
      name: 'secret',
      label: { zh: '签名校验密钥', en: 'Signing secret' },
      hint: { zh: '安全设置选“签名校验”时给出。', en: 'From the security setting “Set signature verification”.' },
      sort: 'secret',
      isRequired: false,
    },
  ],
  faultOf: ({ url }) => urlFault('url', url),
  async send({ letter, to }, { url = '', secret = '' }, outside) {
    const timestamp = String(Math.floor(outside.now() / 1000))
    // The key is what is signed, and nothing is signed: so the document says.
    const sign = createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64')
    const text = withinBytes(letter.lines.join('\n'), MOST_BYTES)
    const person = to !== null && /^\w{1,64}$/.test(to) ? to : null
    const card = {
      config: { wide_screen_mode: true },
      header: { title: { tag: 'plain_text', content: letter.title }, template: letter.severity ?? 'grey' },
      elements: [
        { tag: 'div', text: { tag: 'plain_text', content: text } },
        ...(person === null ? [] : [{ tag: 'div', text: { tag: 'lark_md', content: `<at id=${person}></at>` } }]),
        ...(letter.link === null
          ? []
          : [
              {
                tag: 'action',
                actions: [
                  {
                    tag: 'button',
                    text: { tag: 'plain_text', content: WORDS.zh.open },
                    url: letter.link,
                    type: 'default',
                  },
                ],
              },
            ]),
      ],
    }
    const body = JSON.stringify({ ...(secret === '' ? {} : { timestamp, sign }), msg_type: 'interactive', card })
    try {
      return outcomeOfRobot(await outside.post({ url, headers: {}, body }), CODES)
    } catch (error) {
      return noAnswer(error)
    }
  },
}

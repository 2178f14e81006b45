import { isIP } from 'node:net'
import type { ChannelKind, Outcome } from '../channel-kind.ts'
import type { Letter } from '../letter.ts'
import { WORDS } from '../words.ts'

const TIMEOUT_MS = 10_000
/** Plain enough for every server: no comments, no quotes, no lists. */
const ADDRESS = /^[^\s@<>()[\],;:\\"]{1,64}@[^\s@<>()[\],;:\\"]{1,190}$/
const SECURITY = ['starttls', 'tls', 'none'] as const
const PORTS: Readonly<Record<string, number>> = { starttls: 587, tls: 465, none: 25 }

/** E-mail over SMTP. */
export const email: ChannelKind = {
  id: 'email',
  label: { zh: '电子邮件（SMTP）', en: 'E-mail (SMTP)' },
  audience: 'people',
  perMinute: 60,
  mostEvents: 1000,
  fields: [
    {
      name: 'host',
      label: { zh: 'SMTP 服务器', en: 'SMTP server' },
      sort: 'text',
      isRequired: true,
      example: 'smtp.example.gov.cn',
    },
    {
      name: 'security',
      label: { zh: '加密', en: 'Encryption' },
      sort: 'choice',
      choices: [...SECURITY],
      isRequired: true,
      example: 'starttls',
    },
    {
      name: 'port',
      label: { zh: '端口', en: 'Port' },
      hint: {
        zh: '不填则用默认端口：starttls 587，tls 465，none 25。',
        en: 'When empty: 587 for starttls, 465 for tls, 25 for none.',
      },
      sort: 'number',
      isRequired: false,
    },
    { name: 'user', label: { zh: '用户名', en: 'User' }, sort: 'text', isRequired: false },
    { name: 'password', label: { zh: '密码或授权码', en: 'Password' }, sort: 'secret', isRequired: false },
    {
      name: 'from',
      label: { zh: '发件人', en: 'From' },
      sort: 'text',
      isRequired: true,
      example: 'citypulse@example.gov.cn',
    },
    {
      name: 'to',
      label: { zh: '收件人', en: 'To' },
      hint: { zh: '多个地址用逗号分隔。', en: 'Separate several with commas.' },
      sort: 'list',
      isRequired: true,
      example: 'duty@example.gov.cn',
    },
  ],
  faultOf({ host = '', security = '', port = '', from = '', to = '', user = '', password = '' }) {
    if (!/^[\w.:-]{1,253}$/.test(host)) return 'host: expected the name or address of an SMTP server'
    if (!SECURITY.some((one) => one === security)) return `security: expected one of ${SECURITY.join(', ')}`
    if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536))
      return 'port: expected 1 to 65535'
    if (!ADDRESS.test(from)) return 'from: expected one e-mail address'
    const wrong = addressesIn(to).find((address) => !ADDRESS.test(address))
    if (to.trim() === '' || wrong !== undefined) return `to: expected e-mail addresses${wrong ? `, not ${wrong}` : ''}`
    if (user !== '' && password === '') return 'password is missing'
    return null
  },
  async send({ key, letter, to: single, isTest }, settings, outside) {
    const { host = '', security = 'starttls', port = '', user = '', password = '', from = '', to = '' } = settings
    if (single !== null && !ADDRESS.test(single)) return { is: 'refused', answer: `${single} is no e-mail address` }
    try {
      // Loaded by the first letter: most cities send none for a long time.
      const { createTransport } = await import('nodemailer')
      const transport = createTransport({
        host: await outside.addressOf(host),
        port: port === '' ? (PORTS[security] ?? 25) : Number(port),
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        // Certificates are of the name, not of the address.
        ...(isIP(host) === 0 ? { tls: { servername: host } } : {}),
        ...(user === '' ? {} : { auth: { user, pass: password } }),
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      try {
        const sent = await transport.sendMail({
          from: { name: 'CityPulse', address: from },
          to: single ?? addressesIn(to),
          subject: letter.title,
          text: textOf(letter),
          html: htmlOf(letter),
          // Whoever gets it twice can tell: the same message has the same id.
          messageId: `<${key}@citypulse>`,
          headers: {
            'auto-submitted': 'auto-generated',
            'x-citypulse-key': key,
            ...(isTest ? { 'x-citypulse-test': '1' } : {}),
          },
        })
        const rejected = sent.rejected.map(String)
        const answer = `${sent.response}${rejected.length > 0 ? `; refused: ${rejected.join(', ')}` : ''}`
        return { is: 'sent', answer }
      } finally {
        transport.close()
      }
    } catch (error) {
      return outcomeOf(error)
    }
  },
}

/** RFC 5321, 4.2.1: 4xx may work later, 5xx will not. */
function outcomeOf(error: unknown): Outcome {
  const {
    code = '',
    responseCode,
    response,
    message,
  } = error as Error & Partial<Record<'code' | 'response', string>> & { responseCode?: number }
  const answer = response ?? message
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return { is: responseCode !== undefined && responseCode < 500 ? 'retry' : 'held', answer }
  }
  // A certificate does not mend itself.
  if (code === 'ETLS' || /certificate|altnames|wrong version number/i.test(message)) return { is: 'held', answer }
  if (responseCode === undefined || responseCode < 500) return { is: 'retry', answer }
  return { is: responseCode === 530 || responseCode === 535 ? 'held' : 'refused', answer }
}

function addressesIn(list: string): string[] {
  return list
    .split(/[,;\s]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

function textOf({ lines, link }: Letter): string {
  return [...lines, ...(link === null ? [] : ['', link])].join('\n')
}

const COLOURS = { red: '#b3001b', orange: '#d95f00', yellow: '#f2c200', blue: '#1f5fbf', none: '#868d96' }

function htmlOf({ title, lines, link, severity }: Letter): string {
  const rule = COLOURS[severity ?? 'none']
  const body = lines.map((line) => `<p style="margin:4px 0">${escaped(line)}</p>`).join('')
  const open = `${WORDS.zh.open} / ${WORDS.en.open}`
  const foot = link === null ? '' : `<p><a href="${escaped(link)}">${escaped(open)}</a></p>`
  return `<!doctype html><meta charset="utf-8"><div style="border-left:6px solid ${rule};padding:4px 12px;font-family:sans-serif"><h3 style="margin:4px 0">${escaped(title)}</h3>${body}${foot}</div>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark)
}

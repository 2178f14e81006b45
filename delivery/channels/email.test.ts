import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { makeAddresses } from '../addresses.ts'
import type { Outside, Parcel } from '../channel-kind.ts'
import { letterOfEvent, letterOfTest } from '../letter.ts'
import { messageOf, SOURCE, wishOf } from '../testing/small-office.ts'
import { email } from './email.ts'

interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

let rooms = new AsyncDisposableStack()
afterEach(async () => {
  await rooms.disposeAsync()
  rooms = new AsyncDisposableStack()
})

/** A real SMTP server on loopback that keeps what it takes. */
async function startSmtp(options: SMTPServerOptions = {}) {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope
        const to = rcptTo.map(({ address }) => address)
        mails.push({ from: mailFrom ? mailFrom.address : '', to, raw: Buffer.concat(parts).toString() })
        done()
      })
    },
    ...options,
  })
  // A client that breaks off is its own business.
  server.on('error', () => {})
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  rooms.defer(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { mails, port: String((server.server.address() as AddressInfo).port) }
}

const addresses = makeAddresses({ mayBePrivate: true })
const OUTSIDE: Outside = {
  post: () => Promise.reject(new Error('no post here')),
  addressOf: async (host) => (await addresses.resolve(host))[0].address,
  now: Date.now,
  city: { label: SOURCE.label, publicUrl: SOURCE.publicUrl },
}

function settings(port: string, more: Record<string, string> = {}) {
  return {
    host: '127.0.0.1',
    security: 'none',
    port,
    from: 'city@example.org',
    to: 'duty@example.org, boss@example.org',
    ...more,
  }
}

function parcelOf(of: Partial<Parcel> = {}): Parcel {
  const message = messageOf(7)
  const letter = letterOfEvent(message, wishOf('email', {}), SOURCE)
  return { key: 'key-7', isTest: false, createdAt: 1, events: [message], letter, alarm: null, to: null, ...of }
}

/** The parts of a mail, decoded from quoted-printable. */
function partsOf(raw: string): string {
  return raw
    .replaceAll('=\r\n', '')
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (text) => Buffer.from(text.replaceAll('=', ''), 'hex').toString())
}

function subjectOf(raw: string): string {
  const folded = /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? ''
  return folded
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, text: string) => Buffer.from(text, 'base64').toString())
    .replaceAll(/=\?UTF-8\?Q\?([^?]*)\?=/gi, (_, text: string) =>
      Buffer.from(
        text
          .replaceAll('_', ' ')
          .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString(),
    )
}

describe('e-mail', () => {
  it('goes to everybody, in both languages, with an id that is the same at each attempt', async () => {
    const { mails, port } = await startSmtp()
    expect(await email.send(parcelOf(), settings(port), OUTSIDE)).toMatchObject({ is: 'sent' })
    expect(await email.send(parcelOf(), settings(port), OUTSIDE)).toMatchObject({ is: 'sent' })
    expect(mails.map(({ from, to }) => [from, to])).toEqual([
      ['city@example.org', ['duty@example.org', 'boss@example.org']],
      ['city@example.org', ['duty@example.org', 'boss@example.org']],
    ])
    for (const { raw } of mails) expect(raw).toContain('Message-ID: <key-7@citypulse>')
    const { raw } = mails[0]!
    expect(subjectOf(raw)).toContain('噪声超标')
    expect(raw).toContain('Auto-Submitted: auto-generated')
    expect(partsOf(raw)).toContain('92.5 dB(A)')
    expect(partsOf(raw)).toContain('https://city.example/alarms?alarm=a-7')
  })

  it('goes to one person when it is ordered so, and to nobody whose address is none', async () => {
    const { mails, port } = await startSmtp()
    expect(await email.send(parcelOf({ to: 'li@example.org' }), settings(port), OUTSIDE)).toMatchObject({ is: 'sent' })
    expect(mails[0]!.to).toEqual(['li@example.org'])
    const hostile = parcelOf({ to: 'li@example.org\r\nRCPT TO:<x@evil.example>' })
    expect(await email.send(hostile, settings(port), OUTSIDE)).toMatchObject({ is: 'refused' })
    expect(mails).toHaveLength(1)
  })

  it('marks a test in its subject and its headers', async () => {
    const { mails, port } = await startSmtp()
    const letter = letterOfTest('anna', { language: 'en' }, SOURCE)
    await email.send(parcelOf({ isTest: true, letter, events: [] }), settings(port), OUTSIDE)
    expect(subjectOf(mails[0]!.raw)).toContain('[TEST]')
    expect(mails[0]!.raw).toContain('X-Citypulse-Test: 1')
  })

  it('makes neither markup nor headers of what stations are called', async () => {
    const { mails, port } = await startSmtp()
    const label = { zh: '<script>x</script>\r\nBcc: x@evil.example', en: '<img src=x onerror=alert(1)>' }
    const letter = letterOfEvent(messageOf(1, { label, station: '"><b>' }), wishOf('email', {}), SOURCE)
    expect(await email.send(parcelOf({ letter }), settings(port), OUTSIDE)).toMatchObject({ is: 'sent' })
    const { raw, to } = mails[0]!
    expect(to).toHaveLength(2)
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im)
    expect(subjectOf(raw)).toContain('<script>x</script> Bcc:')
    const html = /<!doctype html>[\s\S]*/.exec(partsOf(raw))?.[0] ?? ''
    expect(html).toContain('&lt;img src=x')
    expect(html).not.toMatch(/<script|<img|<b>/)
  })

  it('signs in, and holds when it may not', async () => {
    const { mails, port } = await startSmtp({
      authOptional: false,
      allowInsecureAuth: true,
      authMethods: ['PLAIN', 'LOGIN'],
      onAuth({ username, password }, _, done) {
        if (username === 'city' && password === 'right') done(null, { user: 'city' })
        else done(Object.assign(new Error('Invalid username or password'), { responseCode: 535 }))
      },
    })
    const wrong = await email.send(parcelOf(), settings(port, { user: 'city', password: 'wrong' }), OUTSIDE)
    expect(wrong).toMatchObject({ is: 'held', answer: expect.stringContaining('535') as string })
    expect(wrong.answer).not.toContain('wrong')
    expect(await email.send(parcelOf(), settings(port, { user: 'city', password: 'right' }), OUTSIDE)).toMatchObject({
      is: 'sent',
    })
    expect(mails).toHaveLength(1)
  })

  it.each([
    [451, 'retry'],
    [550, 'refused'],
  ])('takes %i for every recipient for %s', async (responseCode, is) => {
    const { port } = await startSmtp({
      onRcptTo: (_, __, done) => done(Object.assign(new Error('not now'), { responseCode })),
    })
    expect(await email.send(parcelOf(), settings(port), OUTSIDE)).toMatchObject({ is })
  })

  it('is sent when some take it, and says who does not', async () => {
    const { mails, port } = await startSmtp({
      onRcptTo: ({ address }, _, done) =>
        address.startsWith('boss') ? done(Object.assign(new Error('gone'), { responseCode: 550 })) : done(),
    })
    const outcome = await email.send(parcelOf(), settings(port), OUTSIDE)
    expect(outcome).toMatchObject({
      is: 'sent',
      answer: expect.stringContaining('refused: boss@example.org') as string,
    })
    expect(mails[0]!.to).toEqual(['duty@example.org'])
  })

  it('tells nothing to a server that has no STARTTLS, or a certificate of nobody', async () => {
    const plain = await startSmtp({ disabledCommands: ['STARTTLS'] })
    // The certificate that this server has of its own is known to everybody, and out of date.
    const unsigned = await startSmtp({ hideSTARTTLS: false })
    for (const { port } of [plain, unsigned])
      expect(await email.send(parcelOf(), settings(port, { security: 'starttls' }), OUTSIDE)).toMatchObject({
        is: 'held',
      })
    expect([...plain.mails, ...unsigned.mails]).toEqual([])
  })

  it('tries again when nobody listens', async () => {
    expect(await email.send(parcelOf(), settings('1'), OUTSIDE)).toMatchObject({ is: 'retry' })
  })

  it.each([
    [{ host: 'a b' }, 'host'],
    [{ security: 'maybe' }, 'security'],
    [{ port: '70000' }, 'port'],
    [{ from: 'nobody' }, 'from'],
    [{ to: 'a@b.c, x' }, 'to'],
    [{ user: 'u' }, 'password'],
  ])('refuses %j by name', (more, name) => {
    expect(email.faultOf(settings('25', more as Record<string, string>))).toContain(name)
    expect(email.faultOf(settings('25'))).toBeNull()
  })
})

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { ID_PATTERN } from '../domain/station.ts'
import { printJson, several, type Terminal } from './ask.ts'
import { factsOf, MOST_DAYS, openAuthority, type Pair } from './certificates/authority.ts'
import { EXIT, failure } from './exit.ts'
import { facts } from './table.ts'

/** `certificates`: an authority of one's own, for trials. */
export function certificatesCommand(terminal: Terminal): Command {
  return new Command('certificates')
    .description('make certificates for a trial of TLS: an authority, the city, devices')
    .addCommand(makeCommand(terminal))
    .addCommand(revokeCommand(terminal))
    .addCommand(showCommand(terminal))
}

interface Making {
  readonly folder: string
  readonly host?: string[]
  readonly device?: string[]
  readonly days: number
  readonly json?: boolean
}

function makeCommand(terminal: Terminal): Command {
  return new Command('make')
    .description('an authority (kept when it is there), a certificate of the city, and one for each device')
    .option('--folder <folder>', 'where they go', 'certificates')
    .option('--host <names>', 'names and addresses of the city (this machine)', several)
    .option('--device <ids>', 'stations and gateways that sign in with a certificate', several)
    .option('--days <n>', `how long they are good, at most ${MOST_DAYS}`, days, MOST_DAYS)
    .option('--json', 'print JSON, for programs')
    .action(async (given: Making) => {
      const { folder, days, device = [] } = given
      const hosts = given.host ?? [...new Set(['localhost', hostname(), '127.0.0.1', '::1'])]
      const wrong = device.find((id) => !new RegExp(ID_PATTERN).test(id))
      if (wrong !== undefined) throw failure(`--device ${wrong} is no id of a station or gateway`, EXIT.usage)
      const now = terminal.now()
      const kept = await authorityIn(folder, now)
      const authority = await openAuthority(kept, { days, now })
      await mkdir(join(folder, 'devices'), { recursive: true, mode: 0o700 })
      if (!kept) {
        await writePair(join(folder, 'ca'), authority.own)
        await writeFile(join(folder, 'revoked.pem'), await authority.revoke([], now))
      }
      await writePair(join(folder, 'server'), await authority.issue({ name: hosts[0]!, hosts, days, now }))
      const devices: { id: string; fingerprint: string }[] = []
      for (const id of device) {
        const pair = await authority.issue({ name: id, hosts: [], days, now })
        await writePair(join(folder, 'devices', id), pair)
        devices.push({ id, fingerprint: factsOf(pair.cert).fingerprint })
      }
      const files = { ca: join(folder, 'ca.pem'), cert: join(folder, 'server.pem'), key: join(folder, 'server.key') }
      if (given.json) return printJson(terminal, { ...files, revoked: join(folder, 'revoked.pem'), hosts, devices })
      terminal.print(
        `For ${hosts.join(', ')}, good for ${days} days. For trials only: whoever has ${join(folder, 'ca.key')} can make more.\n`,
      )
      terminal.print(`  TLS_CERT=${files.cert} TLS_KEY=${files.key} npm start`)
      terminal.print(
        `  TLS_CLIENT_CA=${files.ca} TLS_CLIENT_CRL=${join(folder, 'revoked.pem')}   (devices must have one of these)`,
      )
      for (const { id, fingerprint } of devices)
        terminal.print(`  ${id}   ${join(folder, 'devices', `${id}.pem`)}   ${fingerprint}`)
    })
}

function revokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .description('put certificates of this authority on its list of revoked ones; a running city takes it up by itself')
    .argument('<files...>', 'certificates, PEM')
    .option('--folder <folder>', 'where the authority is', 'certificates')
    .action(async (files: string[], { folder }: { folder: string }) => {
      const now = terminal.now()
      const own = await authorityIn(folder, now)
      if (!own) throw failure(`${folder} has no authority: make one with certificates make`, EXIT.failed)
      const list = join(folder, 'revoked.pem')
      const { revokedSerials } = await import('../config/revoked.ts')
      const before = await revokedSerials(await readFile(list))
      const serials = new Set(before)
      for (const file of files) serials.add(factsOf(await textOf(file)).serial)
      const authority = await openAuthority(own, { days: MOST_DAYS, now })
      await writeFile(list, await authority.revoke([...serials], now))
      terminal.print(`${list} names ${serials.size} revoked certificates.`)
    })
}

function showCommand(terminal: Terminal): Command {
  return new Command('show')
    .description('fingerprint and end of a certificate')
    .argument('<file>', 'certificate, PEM')
    .option('--json', 'print JSON, for programs')
    .action(async (file: string, given: { json?: boolean }) => {
      const { fingerprint, serial, subject, validTo } = factsOf(await textOf(file))
      if (given.json) return printJson(terminal, { fingerprint, serial, subject, validTo: validTo.toISOString() })
      terminal.print(
        facts([
          ['subject', subject],
          ['fingerprint', fingerprint],
          ['serial', serial],
          ['good until', validTo.toISOString()],
        ]),
      )
    })
}

/** The authority of a folder; null when there is none, or it is over. */
async function authorityIn(folder: string, now: number): Promise<Pair | null> {
  try {
    const [cert, key] = await Promise.all([
      readFile(join(folder, 'ca.pem'), 'utf8'),
      readFile(join(folder, 'ca.key'), 'utf8'),
    ])
    return factsOf(cert).validTo.getTime() > now ? { cert, key } : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function writePair(path: string, { cert, key }: Pair): Promise<void> {
  await writeFile(`${path}.pem`, cert)
  await writeFile(`${path}.key`, key, { mode: 0o600 })
  // Also where the file was there with other rights.
  await chmod(`${path}.key`, 0o600)
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw failure(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, EXIT.failed, { cause: error })
  }
}

function days(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > MOST_DAYS) {
    throw new InvalidArgumentError(`Expected whole days from 1 to ${MOST_DAYS}.`)
  }
  return value
}

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answers, freePort } from '../../bench/peers/mosquitto.ts'

const BROKER = '/usr/sbin/mosquitto'

/** Whether tests against Mosquitto are to run: with CI=true they run, and fail, also without it. */
export const HAS_MOSQUITTO_BROKER = existsSync(BROKER) || process.env['CI'] === 'true'

/** Who is let in: by password, or by a certificate (PEM files) through a TLS door. */
export type Admitted =
  | { readonly user: string; readonly password: string }
  | { readonly cert: string; readonly key: string; readonly clients: string }

/** Debian's Mosquitto, which lets in one; its files go into the folder. */
export async function startMosquittoFor(
  who: Admitted,
  parent: string,
): Promise<AsyncDisposable & { readonly port: number }> {
  const folder = mkdtempSync(join(parent, 'mosquitto-'))
  const [port, conf] = [await freePort(), join(folder, 'mosquitto.conf')]
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous false', 'user root', ...doorOf(who, folder)]
  writeFileSync(conf, [...lines, 'max_inflight_messages 0', 'max_queued_messages 0', ''].join('\n'))
  const child = spawn(BROKER, ['-c', conf], { stdio: 'ignore' })
  const end = async (): Promise<void> => {
    if (child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill()
    await gone
  }
  await answers(port)
  return { port, [Symbol.asyncDispose]: end }
}

function doorOf(who: Admitted, folder: string): string[] {
  if ('cert' in who) {
    const own = [`certfile ${who.cert}`, `keyfile ${who.key}`]
    return [...own, `cafile ${who.clients}`, 'require_certificate true', 'use_identity_as_username true']
  }
  const users = join(folder, 'users')
  execFileSync('mosquitto_passwd', ['-c', '-b', users, who.user, who.password], { stdio: 'ignore' })
  return [`password_file ${users}`]
}

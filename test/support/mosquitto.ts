import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answers, freePort } from '../../bench/peers/mosquitto.ts'

const BROKER = '/usr/sbin/mosquitto'

/** Whether tests against Mosquitto are to run: with CI=true they run, and fail, also without it. */
export const HAS_MOSQUITTO_BROKER = existsSync(BROKER) || process.env['CI'] === 'true'

/** Debian's Mosquitto, which lets in one user; its files go into the folder. */
export async function startMosquittoFor(
  { user, password }: { readonly user: string; readonly password: string },
  folder: string,
): Promise<AsyncDisposable & { readonly port: number }> {
  const [port, conf, users] = [await freePort(), join(folder, 'mosquitto.conf'), join(folder, 'users')]
  execFileSync('mosquitto_passwd', ['-c', '-b', users, user, password], { stdio: 'ignore' })
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous false', `password_file ${users}`, 'user root']
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

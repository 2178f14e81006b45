import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DoorCost, DoorFigures, DoorNews, DoorOrder } from './door-process.ts'

/** As `npm start` runs it. */
const NODE_FLAGS = ['--max-semi-space-size=16']

/** A door in a process of its own. */
export interface BenchDoor<Cost extends DoorCost = DoorCost> extends AsyncDisposable {
  readonly port: number
  /** What it has cost so far, once all that it took is worked off. */
  figures(): Promise<Cost>
}

/** Bare Aedes, or the line behind its door. `nodeFlags` are for profiling. */
export async function openDoor(
  order: Omit<DoorOrder, 'folder'>,
  nodeFlags: readonly string[] = [],
): Promise<BenchDoor<DoorFigures>> {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-bench-'))
  const child = fork(fileURLToPath(new URL('door-process.ts', import.meta.url)), {
    execArgv: [...NODE_FLAGS, ...nodeFlags],
  })
  const next = async <T extends DoorNews>() => (await once(child, 'message'))[0] as T
  child.send({ ...order, folder })
  const { port } = await next<{ port: number }>()
  return {
    port,
    async figures() {
      child.send('figures')
      return next<DoorFigures>()
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Debian's Mosquitto; null when it is not installed. */
export async function openMosquitto(): Promise<BenchDoor | null> {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-bench-'))
  const port = await freePort()
  const conf = join(folder, 'mosquitto.conf')
  await writeFile(
    conf,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\n`,
  )
  const child = spawn('mosquitto', ['-c', conf], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
  })
  const failed = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(true))
    child.once('exit', () => resolve(true))
  })
  if (await Promise.race([failed, answers(port).then(() => false)])) return null
  return {
    port,
    async figures() {
      const cpuSeconds = await cpuSecondsOf(child.pid!)
      return { cpuSeconds, mainCpuSeconds: cpuSeconds, rssBytes: 0, stored: 0 }
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.kill()
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function cpuSecondsOf(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises')
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')
  // utime and stime, in clock ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const ok = await new Promise<boolean>((resolve) => {
      const socket = createConnection(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

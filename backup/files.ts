import { open } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { FileAnswer, FileJob } from './file-worker.ts'

/** Files in a thread of their own; rejects with an `Error` that says why. */
export interface Files extends AsyncDisposable {
  copySqlite(from: string, to: string, afterwards?: string): Promise<void>
  seal(file: string): Promise<{ readonly bytes: number; readonly sha256: string }>
  ask<T>(file: string, sql: string): Promise<readonly T[]>
}

export function startFiles(): Files {
  const worker = new Worker(new URL('./file-worker.ts', import.meta.url), { name: 'backup' })
  const asked = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  let ids = 0

  worker.on('message', (answer: FileAnswer) => {
    const waiting = asked.get(answer.id)
    asked.delete(answer.id)
    if ('failure' in answer) waiting?.reject(new Error(answer.failure))
    else waiting?.resolve(answer.result)
  })
  const fail = (error: Error) => {
    for (const { reject } of asked.values()) reject(error)
    asked.clear()
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the thread of the backup ended')))

  function run(job: FileJob): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++ids
      asked.set(id, { resolve, reject })
      worker.postMessage({ id, job })
    })
  }

  return {
    copySqlite: async (from, to, afterwards = '') => void (await run({ op: 'copy', from, to, afterwards })),
    seal: (file) => run({ op: 'seal', file }) as Promise<{ bytes: number; sha256: string }>,
    ask: async <T>(file: string, sql: string) => (await run({ op: 'ask', file, sql })) as readonly T[],
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  }
}

/** What was made or renamed in a folder outlives a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

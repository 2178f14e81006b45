import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Hand, News, Order } from './hand.ts'
import type { Account } from './reconcile.ts'
import type { Part } from './tally.ts'

/** What the parent asks; each but `stop` is answered once, in order. */
export type Ask =
  | { readonly ask: 'open'; readonly order: Order }
  | { readonly ask: 'publish'; readonly startAt: number }
  | { readonly ask: 'accounts' }
  | { readonly ask: 'stop' }

export type Tell =
  | { readonly tell: 'done'; readonly accounts?: readonly Account[] }
  | { readonly tell: 'failed'; readonly why: string }
  | { readonly tell: 'connected'; readonly n: number }
  | { readonly tell: 'part'; readonly part: Part }

interface Waiting {
  resolve(answer: readonly Account[]): void
  reject(error: Error): void
}

/** A hand in a process of its own. What it was asked is rejected when the process goes away. */
export function forkHand(order: Order, news: News): Hand {
  const child = fork(fileURLToPath(new URL('hand-process.ts', import.meta.url)), { execArgv: [] })
  const waiting: Waiting[] = []
  child.on('message', (message) => {
    const told = message as Tell
    if (told.tell === 'connected') news.connected(told.n)
    else if (told.tell === 'part') news.part(told.part)
    else if (told.tell === 'done') waiting.shift()?.resolve(told.accounts ?? [])
    else waiting.shift()?.reject(new Error(told.why))
  })
  child.once('exit', (code, signal) => {
    const error = new Error(`a process of the load has gone (${signal ?? `code ${code}`}): is there enough memory?`)
    for (const one of waiting.splice(0)) one.reject(error)
  })

  const ask = (asked: Ask): Promise<readonly Account[]> =>
    new Promise((resolve, reject) => {
      if (!child.connected) return reject(new Error('a process of the load has gone'))
      waiting.push({ resolve, reject })
      child.send(asked)
    })

  return {
    open: async () => void (await ask({ ask: 'open', order })),
    publish: async (startAt) => void (await ask({ ask: 'publish', startAt })),
    stop: () => void (child.connected && child.send({ ask: 'stop' } satisfies Ask)),
    accounts: () => ask({ ask: 'accounts' }),
    [Symbol.asyncDispose]: () => leave(child),
  }
}

async function leave(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  if (child.connected) child.disconnect()
  await gone
}

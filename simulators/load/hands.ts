import type { Course } from './course.ts'
import { type Hand, openHand, type Order } from './hand.ts'
import { forkHand } from './hand-fork.ts'
import type { Account } from './reconcile.ts'

/** All processes of a load as one. */
export interface Hands extends AsyncDisposable {
  open(): Promise<void>
  publish(startAt: number): Promise<void>
  stop(): void
  accounts(): Promise<readonly Account[]>
  readonly connected: () => number
}

/** So many processes with each its share of the order; one, when it is not to be a process of its own, is this one. */
export function makeHands(
  order: Omit<Order, 'first' | 'stations'>,
  { processes, isApart, course }: { readonly processes: number; readonly isApart: boolean; readonly course: Course },
): Hands {
  const connected: number[] = []
  const hands = sharesOf(order, processes).map((share, i): Hand => {
    const news = { connected: (n: number) => void (connected[i] = n), part: course.add }
    return processes > 1 || isApart ? forkHand(share, news) : openHand(share, news)
  })
  const all = async <T>(work: (hand: Hand) => Promise<T>): Promise<T[]> => Promise.all(hands.map(work))
  return {
    open: async () => void (await all((hand) => hand.open())),
    publish: async (startAt) => void (await all((hand) => hand.publish(startAt))),
    stop: () => hands.forEach((hand) => hand.stop()),
    accounts: async () => (await all((hand) => hand.accounts())).flat(),
    connected: () => connected.reduce((sum, n) => sum + n, 0),
    async [Symbol.asyncDispose]() {
      await Promise.all(hands.map(async (hand) => hand[Symbol.asyncDispose]()))
    },
  }
}

/** Each process a run of neighbouring stations, and of the idle connections. */
export function sharesOf(order: Omit<Order, 'first' | 'stations'>, processes: number): Order[] {
  const { publishers, idle } = order
  return Array.from({ length: processes }, (_, i) => {
    const cut = (n: number) => [Math.floor((n * i) / processes), Math.floor((n * (i + 1)) / processes)] as const
    const [first, end] = cut(publishers.length)
    return {
      ...order,
      publishers: publishers.slice(first, end),
      idle: idle.slice(...cut(idle.length)),
      first,
      stations: publishers.length,
    }
  })
}

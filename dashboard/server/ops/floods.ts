import type { Namespace, Socket } from 'socket.io'
import type { City } from '../city.ts'

const EVERY_MS = 1_000

/** Sends the floods of alarms that go on: to a browser that comes, and to all when they change, at most once a second. */
export function sendFloods(
  ops: Namespace,
  { floods }: Pick<City, 'floods'>,
): Disposable & { greet(socket: Socket): void } {
  let timer: NodeJS.Timeout | undefined
  let hasMore = false
  const told = () => ({ floods: floods.floods() })

  function send(): void {
    if (timer !== undefined) {
      hasMore = true
      return
    }
    ops.emit('floods', told())
    timer = setTimeout(() => {
      timer = undefined
      if (hasMore) send()
      hasMore = false
    }, EVERY_MS)
  }

  const stop = floods.onFloods(send)
  return {
    greet: (socket) => void socket.emit('floods', told()),
    [Symbol.dispose]() {
      stop()
      clearTimeout(timer)
    },
  }
}

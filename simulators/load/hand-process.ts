import { type Hand, openHand } from './hand.ts'
import type { Ask, Tell } from './hand-fork.ts'

// Started by `hand-fork.ts`: one hand, until the parent goes.
let hand: Hand | null = null

process.on('message', (message) => {
  const asked = message as Ask
  if (asked.ask === 'stop') return hand?.stop()
  void answer(asked).then(tell, (error: unknown) => tell({ tell: 'failed', why: (error as Error).message }))
})
process.once('disconnect', () => process.exit(0))
// The terminal sends it to all; the parent says when it is over.
process.on('SIGINT', () => {})

async function answer(asked: Exclude<Ask, { ask: 'stop' }>): Promise<Tell> {
  if (asked.ask === 'open') {
    hand = openHand(asked.order, {
      connected: (n) => tell({ tell: 'connected', n }),
      part: (part) => tell({ tell: 'part', part }),
    })
    await hand.open()
  } else if (asked.ask === 'publish') await hand!.publish(asked.startAt)
  else return { tell: 'done', accounts: await hand!.accounts() }
  return { tell: 'done' }
}

function tell(told: Tell): void {
  if (process.connected) process.send?.(told)
}

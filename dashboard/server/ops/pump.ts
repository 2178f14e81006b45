const PAGE = 500

/** Sends one browser every event of a kind after a number, in order, each once. */
export interface Pump {
  /** Start after this number, or start again there; what is on its way already is not sent twice. */
  startAfter(seq: number): void
  /** There may be something new. */
  advance(): void
  stop(): void
}

/**
 * A pump pulls: whatever happens, the next event it sends is the one after the last it sent, so there is no seam between
 * what was missed and what is new. `room` resolves when the browser can take more; `failed` is told what a read threw.
 */
export function makePump<M extends { readonly seq: number }>(options: {
  readonly after: (seq: number, limit: number) => readonly M[] | Promise<readonly M[]>
  readonly send: (message: M) => void
  readonly room: () => Promise<void> | null
  readonly failed: (error: unknown) => void
}): Pump {
  let sentSeq: number | null = null
  let startSeq = 0
  let startedTimes = 0
  let isRunning = false
  let hasNew = false

  return {
    startAfter(seq) {
      if (isRunning && sentSeq !== null && seq >= startSeq && seq <= sentSeq) return
      sentSeq = seq
      startSeq = seq
      startedTimes++
      advance()
    },
    advance,
    stop() {
      sentSeq = null
      startedTimes++
    },
  }

  function advance(): void {
    hasNew = true
    if (isRunning || sentSeq === null) return
    isRunning = true
    run().catch((error: unknown) => {
      isRunning = false
      options.failed(error)
    })
  }

  async function run(): Promise<void> {
    while (sentSeq !== null) {
      hasNew = false
      const start = startedTimes
      const page = await options.after(sentSeq, PAGE)
      for (const message of page) {
        const wait = options.room()
        if (wait) await wait
        // A browser that asked to start elsewhere meanwhile gets nothing of this page.
        if (start !== startedTimes) break
        sentSeq = message.seq
        options.send(message)
      }
      if (page.length === 0 && !hasNew && start === startedTimes) break
    }
    // Put down in the same turn that looked at `hasNew`, so that no call falls between.
    isRunning = false
  }
}

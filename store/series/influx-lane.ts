/** Runs tasks, at most `most` at a time, in the order in which they were given. */
export interface Lane {
  run<T>(task: () => Promise<T>): Promise<T>
  readonly running: number
}

export function makeLane(most: number): Lane {
  const waiting: (() => void)[] = []
  let running = 0

  return {
    async run(task) {
      if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
      else running++
      try {
        return await task()
      } finally {
        // The place goes to the next one without becoming free in between.
        const next = waiting.shift()
        if (next) next()
        else running--
      }
    },
    get running() {
      return running
    },
  }
}

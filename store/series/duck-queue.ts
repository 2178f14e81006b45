import { CityError } from '../../domain/errors.ts'

export interface QueueOptions<J, R> {
  readonly weightOf: (job: J) => number
  /** Weight of the jobs that are run together; a heavier one is run alone. */
  readonly limit: number
  /** Runs jobs together, all or none. */
  readonly runAll: (jobs: readonly J[]) => Promise<readonly R[]>
  /** Whether a job may run although `failed` did; others are refused so that nothing is skipped. */
  readonly mayFollow: (failed: J, job: J) => boolean
  /** What had failed in a queue that this one takes the place of. */
  readonly failed?: J | undefined
}

export interface Queue<J, R> {
  readonly add: (job: J) => Promise<R>
  /** Runs a task alone, after all that was given before it. */
  readonly between: <T>(task: () => Promise<T>) => Promise<T>
  /** The job that failed last and has to be given again first. */
  readonly failed: J | undefined
}

interface Entry<J, R> {
  /** None: a task of `between`. */
  readonly job?: J
  readonly run?: () => Promise<void>
  readonly settle?: { readonly resolve: (result: R) => void; readonly reject: (error: unknown) => void }
}

/** Strictly in order; jobs that wait side by side are run together. */
export function makeQueue<J, R>(options: QueueOptions<J, R>): Queue<J, R> {
  const entries: Entry<J, R>[] = []
  let failed = options.failed
  let running = false

  const pump = async () => {
    if (running) return
    running = true
    while (entries.length > 0) {
      const task = entries[0]!
      if (task.run) {
        entries.shift()
        await task.run()
      } else await runJobs(takeJobs(entries, options))
    }
    running = false
  }

  const runJobs = async (taken: readonly Entry<J, R>[]) => {
    const first = taken[0]!.job!
    if (failed !== undefined && !options.mayFollow(failed, first)) {
      const error = new CityError('store-unreachable', 'an earlier write failed and is to be given again first')
      for (const entry of taken) entry.settle!.reject(error)
      return
    }
    try {
      const results = await options.runAll(taken.map((entry) => entry.job!))
      failed = undefined
      for (const [index, entry] of taken.entries()) entry.settle!.resolve(results[index]!)
    } catch (error) {
      failed = first
      for (const entry of taken) entry.settle!.reject(error)
    }
  }

  return {
    add: (job) =>
      new Promise((resolve, reject) => {
        entries.push({ job, settle: { resolve, reject } })
        void pump()
      }),
    between: (task) =>
      new Promise((resolve, reject) => {
        entries.push({ run: () => task().then(resolve, reject) })
        void pump()
      }),
    get failed() {
      return failed
    },
  }
}

function takeJobs<J, R>(entries: Entry<J, R>[], { weightOf, limit }: QueueOptions<J, R>): readonly Entry<J, R>[] {
  let weight = 0
  let count = 0
  while (count < entries.length && !entries[count]!.run) {
    weight += weightOf(entries[count]!.job!)
    if (count > 0 && weight > limit) break
    count++
  }
  return entries.splice(0, count)
}

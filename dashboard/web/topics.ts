/** What elements of the app may follow. */
export type Topic = 'city' | 'alarms' | 'stations' | 'clock' | 'connection' | 'settings' | 'route' | 'picked' | 'sound'

export interface Topics {
  /** Something changed; followers hear of it soon, many changes as one. */
  emit(topic: Topic): void
  /** Calls back after a change of any of the topics. Returns what stops it. */
  follow(topics: readonly Topic[], listener: () => void): () => void
}

/** Live data is merged to four paints a second; what a person does is shown at once. */
const MERGED: ReadonlySet<Topic> = new Set(['alarms', 'stations'])
const MERGE_MS = 250

export function createTopics(): Topics {
  const listeners = new Map<Topic, Set<() => void>>()
  const waiting = new Set<Topic>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function call(topics: Iterable<Topic>): void {
    const called = new Set<() => void>()
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) called.add(listener)
    for (const listener of called) listener()
  }

  function flush(): void {
    timer = undefined
    const topics = [...waiting]
    waiting.clear()
    call(topics)
  }

  return {
    emit(topic) {
      if (!MERGED.has(topic)) return call([topic])
      waiting.add(topic)
      timer ??= setTimeout(flush, MERGE_MS)
    },
    follow(topics, listener) {
      for (const topic of topics) {
        const of = listeners.get(topic) ?? new Set()
        listeners.set(topic, of.add(listener))
      }
      return () => {
        for (const topic of topics) listeners.get(topic)?.delete(listener)
      }
    },
  }
}

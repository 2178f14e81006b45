/** Number of a message: the count of messages before it. Rises by one a message, never reused. */
export type Position = number

/** What the door takes: the topic it came on and its bytes, untouched. */
export interface Message {
  readonly topic: string
  readonly payload: Buffer
}

/** Called when the disk has the message at `position`, or with the error when it has not. */
export type Done = (error: Error | null, position: Position) => void

/** Messages that were made durable together, in order; message i has position `first + i`. */
export interface Batch {
  readonly first: Position
  /** When the door took them, UTC ms. Never before that of an earlier batch of the same run, however the clock is set. */
  readonly receivedAt: number
  readonly topics: readonly string[]
  readonly payloads: readonly Buffer[]
}

/** What came in, durable and in order. */
export interface Journal extends AsyncDisposable {
  /**
   * Takes a message and calls back once, in order, when the disk has it (group commit: one callback sweep a commit),
   * or with a `CityError` when it has not and never will: the message was then not taken.
   */
  append(topic: string, payload: Buffer, done: Done): void
  /**
   * Yields batches from `from` on, oldest first, then waits for more; ends when the journal closes. Never yields what
   * is not yet durable. Positions that cannot be read are passed over: a batch begins behind them, and may be empty. One reader name has one reading at a time.
   */
  read(reader: string, from: Position): AsyncIterable<Batch>
  /**
   * Everything below `position` may be forgotten once every reader has said so; a reader counts from the first time it
   * says this. Idempotent.
   */
  done(reader: string, position: Position): void
  /** Nothing is forgotten until disposed of: what is copied meanwhile has all that any reader still needs. */
  hold(): Disposable
  /** Position that a reader last said `done` for; 0 for a new one. */
  positionOf(reader: string): Position
  /** Position that the next message gets. */
  readonly head: Position
  /** Position of the oldest message that was held when it was opened; the head when there was none. */
  readonly oldest: Position
  readonly state: JournalState
  /**
   * How full it is, 0 to 1: what it holds and what waits for the disk against its bound, or a lower one where the disk
   * has no more room; 1 while a commit has found no room. Costs the same at any size, and allocates nothing.
   */
  fill(boundBytes: number): number
}

export interface JournalState {
  /** Messages between the slowest reader and the head. */
  readonly backlog: number
  readonly bytes: number
  readonly limitBytes: number
  /** Messages taken but not yet durable. */
  readonly waiting: number
  /** The last commit found no room; it is tried again. */
  readonly isFull: boolean
}

import type { Course } from './course.ts'
import { pictureOf } from './picture.ts'
import type { Measured } from './measured.ts'
import type { Segment } from './shape.ts'
import { lineOf } from './line.ts'

/** A load under way. */
export interface View {
  readonly course: Course
  readonly segments: readonly Segment[]
  /** UTC ms. */
  readonly startAt: number
  readonly connections: number
  readonly processes: number
  /** Latencies beyond the acknowledgement. */
  measured(): readonly Measured[]
}

/** Where a load test says how it goes. */
export interface Screen {
  say(line: string): void
  /** Shows the load, which is to have so many messages, until the returned function is called. */
  watch(view: View, total: number): () => void
}

/** A picture that is drawn again and again on a terminal, plain lines every five seconds elsewhere. */
export function screenOn(output: NodeJS.WriteStream): Screen {
  const say = (line: string): void => void output.write(`${line}\n`)
  return {
    say,
    watch: (view, total) => (output.isTTY ? redrawn(view, total, output) : lines(view, say)),
  }
}

const UP = (rows: number): string => `\u001b[${rows}A`
const CLEAR_BELOW = '\u001b[J'

function redrawn(view: View, total: number, stream: NodeJS.WriteStream): () => void {
  let rows = 0
  const draw = (): void => {
    const picture = pictureOf(view, { total, now: Date.now(), columns: stream.columns || 80 })
    stream.write(`${rows > 0 ? UP(rows) : ''}${CLEAR_BELOW}${picture.join('\n')}\n`)
    rows = picture.length
  }
  const beat = setInterval(draw, 500)
  draw()
  return () => {
    clearInterval(beat)
    draw()
  }
}

function lines(view: View, say: (line: string) => void): () => void {
  const beat = setInterval(() => say(lineOf(view, Date.now())), 5000)
  return () => {
    clearInterval(beat)
    say(lineOf(view, Date.now()))
  }
}

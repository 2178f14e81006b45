import { Presets, SingleBar } from 'cli-progress'
import type { Progress } from './publisher.ts'

/** Where a load test says how it goes. */
export interface Screen {
  say(line: string): void
  /** Shows the progress until the returned function is called. */
  watch(progress: Progress, total: number): () => void
}

/** A progress bar on a terminal, plain lines every five seconds elsewhere. */
export function screenOn(output: NodeJS.WriteStream): Screen {
  const say = (line: string): void => void output.write(`${line}\n`)
  return {
    say,
    watch: (progress, total) => (output.isTTY ? bar(progress, total, output) : lines(progress, say)),
  }
}

function bar(progress: Progress, total: number, stream: NodeJS.WriteStream): () => void {
  const shown = new SingleBar(
    { format: '{bar} {percentage}% {facts}', stream, hideCursor: true },
    Presets.shades_classic,
  )
  const factsOf = meter(progress)
  shown.start(total, 0, { facts: '' })
  const update = (): void => shown.update(progress.sent, { facts: factsOf() })
  const beat = setInterval(update, 500)
  return () => {
    clearInterval(beat)
    update()
    shown.stop()
  }
}

function lines(progress: Progress, say: (line: string) => void): () => void {
  const factsOf = meter(progress)
  const beat = setInterval(() => say(factsOf()), 5000)
  return () => {
    clearInterval(beat)
    say(factsOf())
  }
}

function meter(progress: Progress): () => string {
  const start = performance.now()
  return () => {
    const { sent, acknowledged, latency } = progress
    const rate = sent / ((performance.now() - start) / 1000)
    return `${count(rate)}/s  sent ${count(sent)}  acknowledged ${count(acknowledged)}  in flight ${count(sent - acknowledged)}  p50 ${ms(latency.getValueAtPercentile(50))}  p99 ${ms(latency.getValueAtPercentile(99))}`
  }
}

/** Microseconds in words. */
export function ms(microseconds: number): string {
  return `${(microseconds / 1000).toFixed(1)} ms`
}

export function count(n: number): string {
  return Math.round(n).toLocaleString('en')
}

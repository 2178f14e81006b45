import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Outcome } from './round.ts'

export interface Report {
  readonly outcomes: readonly Outcome[]
  /** Rounds that threw, or ended the process. */
  readonly crashes: readonly { readonly seed: number; readonly detail: string }[]
}

/** Runs rounds `first` to `last` on a folder in a process of their own, which is started again after a crash. */
export async function runRounds(
  folder: string,
  config: string,
  { first, last, onRound = () => {} }: { readonly first: number; readonly last: number; readonly onRound?: () => void },
): Promise<Report> {
  const outcomes: Outcome[] = []
  const crashes: { seed: number; detail: string }[] = []
  let next = first
  while (next <= last) {
    const args = [join(import.meta.dirname, 'rounds-child.ts'), folder, config, String(next), String(last)]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stderr.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-2_000)))
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      const outcome = JSON.parse(line) as Outcome & { thrown?: string }
      if (outcome.thrown === undefined) outcomes.push(outcome)
      else crashes.push({ seed: outcome.seed, detail: outcome.thrown })
      next = outcome.seed + 1
      onRound()
    })
    const [[code, signal]] = (await Promise.all([once(child, 'exit'), once(lines, 'close')])) as [
      [number | null, string | null],
      unknown,
    ]
    if (code !== 0) {
      crashes.push({ seed: next, detail: `the process ended with ${code ?? signal}: ${said}` })
      next++
    }
  }
  return { outcomes, crashes }
}

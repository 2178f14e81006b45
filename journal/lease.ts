import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'

/** A lease that is not renewed for so long is over: whoever asked for it has gone. */
const LEASE_MS = 5_000

/**
 * Another process that reads the journal in `file` beside the city asks it to remember all from `position` on for a few
 * seconds more. One at a time: a later lease takes the place of an earlier one. Where it may not write there is none.
 */
export function lease(file: string, position: number): void {
  try {
    writeFileSync(leaseOf(file), String(position), { mode: 0o600 })
  } catch {
    // It reads all the same, and says what it missed.
  }
}

export function endLease(file: string): void {
  rmSync(leaseOf(file), { force: true })
}

/** From where on another process still needs the journal in `file`; Infinity: nobody asks. */
export function leasedFrom(file: string): number {
  const path = leaseOf(file)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found || Date.now() - found.mtimeMs > LEASE_MS) return Infinity
  try {
    // Half written it reads as none or as an earlier position: too much is remembered, until the next look.
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return Infinity
  }
}

function leaseOf(file: string): string {
  return `${file}.lease`
}

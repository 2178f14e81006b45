import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Watches the room on the disk of the data folder. A file of some MB keeps room in reserve: it goes when there is no other
 * left, so that what people must know can still be written, and comes back before anything else may fill the disk again.
 */
export interface DiskRoom extends Disposable {
  /** Nothing that can wait may be written. Costs nothing to ask. */
  readonly isFull: boolean
  /** A write found no room. */
  missed(): void
  /** Calls back when the disk becomes full and when there is room again. Returns what stops it. */
  onChange(listener: (isFull: boolean) => void): () => void
}

export interface DiskRoomOptions {
  readonly folder: string
  readonly reserveBytes?: number
  readonly everyMs?: number
}

const MB = 1024 * 1024
const CHUNK = Buffer.alloc(256 * 1024)

export function openDiskRoom({ folder, reserveBytes = 8 * MB, everyMs = 500 }: DiskRoomOptions): DiskRoom {
  const file = join(folder, 'reserve')
  const disk = statfsSync(folder)
  const total = disk.blocks * disk.bsize
  const reserve = Math.min(reserveBytes, Math.floor(total / 8))
  /** With less than this beside the reserve the disk counts as full: others write on it too. */
  const margin = Math.min(16 * MB, Math.floor(total / 16))
  const listeners = new Set<(isFull: boolean) => void>()
  let isFull = false
  let isLooking = false

  if (!hasReserve() && freeBytes() < reserve + 2 * margin) enter()
  else if (freeBytes() < margin) enter()
  else if (!makeReserve()) enter()
  const timer = setInterval(() => void look(), everyMs)
  timer.unref()

  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    try {
      const { bavail, bsize } = await statfs(folder)
      judge(bavail * bsize)
    } catch {
      // The folder itself cannot be asked; whoever writes there will be told why.
    } finally {
      isLooking = false
    }
  }

  function judge(free: number): void {
    if (!isFull && free < margin) enter()
    else if (isFull && free >= reserve + 2 * margin && makeReserve()) change(false)
  }

  function enter(): void {
    rmSync(file, { force: true })
    change(true)
  }

  function change(to: boolean): void {
    isFull = to
    for (const listener of listeners) listener(to)
  }

  function freeBytes(): number {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }

  function hasReserve(): boolean {
    return statSync(file, { throwIfNoEntry: false })?.size === reserve
  }

  /** Real bytes: a file of holes would keep nothing. */
  function makeReserve(): boolean {
    if (hasReserve()) return true
    try {
      const handle = openSync(file, 'w', 0o600)
      try {
        for (let at = 0; at < reserve; at += CHUNK.length) {
          const wanted = Math.min(CHUNK.length, reserve - at)
          if (writeSync(handle, CHUNK, 0, wanted) < wanted) throw new Error('short write')
        }
      } finally {
        closeSync(handle)
      }
      return true
    } catch {
      rmSync(file, { force: true })
      return false
    }
  }

  return {
    get isFull() {
      return isFull
    },
    missed() {
      // A journal at its own bound says the same as a full disk; only the disk knows.
      if (!isFull && freeBytes() < reserve + 2 * margin) enter()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

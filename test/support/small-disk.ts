import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own whose room can be taken away. */
export interface SmallDisk extends Disposable {
  readonly folder: string
  /** Leaves next to no room. */
  fill(): void
  free(): void
}

/** In memory, as large as it may get; null where this user may mount nothing. */
export function openSmallDisk(size: string): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-disk-'))
  const resize = (to: string) => execFileSync('mount', ['-o', `remount,size=${to}`, folder], { stdio: 'ignore' })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true, force: true })
    return null
  }
  return {
    folder,
    fill() {
      const { blocks, bfree, bsize } = statfsSync(folder)
      // What is written in this moment may need more; then there is no room for it.
      for (const more of [64, 1024, 16_384]) {
        try {
          return void resize(`${Math.ceil(((blocks - bfree) * bsize) / 1024) + more}k`)
        } catch {
          // It has more by now.
        }
      }
    },
    free: () => void resize(size),
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

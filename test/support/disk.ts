import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether a file system of a given size can be had; with CI=true it must. */
export const MAY_MOUNT = process.env['CI'] === 'true' || canMount()

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A file system of its own, in memory. */
export interface Disk extends Disposable {
  readonly folder: string
  resize(size: string): void
  /** Fills what is left, to the last byte. */
  fill(): void
  free(): void
  /** Makes it so small that next to no room is left. */
  tighten(): void
  /** As large as it was. */
  loosen(): void
}

/** Mounts one; needs to be root. Disposing unmounts it. */
export function mountDisk(size: string): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  const ballast = join(folder, 'ballast')
  const resize = (to: string) => execFileSync('mount', ['-o', `remount,size=${to}`, folder], { stdio: 'ignore' })
  return {
    folder,
    resize,
    fill() {
      for (const bytes of [1024 * 1024, 4096]) {
        for (let fits = true; fits; ) {
          try {
            writeFileSync(ballast, Buffer.alloc(bytes, 1), { flag: 'a' })
          } catch {
            fits = false
          }
        }
      }
    },
    free: () => rmSync(ballast, { force: true }),
    tighten() {
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
    loosen: () => resize(size),
    [Symbol.dispose]() {
      // Whatever of the city is still ending lets go of the files soon; the mount itself goes at once.
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

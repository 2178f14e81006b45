import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
}

/** Mounts one; needs to be root. Disposing unmounts it. */
export function mountDisk(size: string): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  const ballast = join(folder, 'ballast')
  return {
    folder,
    resize: (to) => execFileSync('mount', ['-o', `remount,size=${to}`, folder]),
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
    [Symbol.dispose]() {
      // Whatever of the city is still ending lets go of the files soon; the mount itself goes at once.
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

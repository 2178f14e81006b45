import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

export interface QuarantineOptions {
  readonly at: Date
  /** Endings of further files that belong to it and go with it. */
  readonly with?: readonly string[]
  /** Folder that `quarantine` stands in; that of the file when not given. */
  readonly in?: string
  /** Name to keep it by. */
  readonly as?: string
  /** The file stays where it is: what is readable of it is still needed there. */
  readonly copy?: boolean
}

/** Puts a damaged file into the folder `quarantine` beside it, named with the time; answers where it is now. Nothing there is ever overwritten. */
export function quarantine(file: string, options: QuarantineOptions): string {
  const { at, with: suffixes = [], copy = false } = options
  const folder = join(options.in ?? dirname(file), 'quarantine')
  mkdirSync(folder, { recursive: true })
  const stamp = at.toISOString().replaceAll(/[:.]/g, '-')
  const extension = extname(file)
  const name = basename(options.as ?? file, extension)
  const targetOf = (n: number) => join(folder, `${name}-${stamp}${n > 1 ? `-${n}` : ''}${extension}`)
  let n = 1
  while (['', ...suffixes].some((suffix) => existsSync(targetOf(n) + suffix))) n++
  const target = targetOf(n)
  for (const suffix of ['', ...suffixes]) {
    if (!existsSync(file + suffix)) continue
    if (copy) copyFileSync(file + suffix, target + suffix)
    else renameSync(file + suffix, target + suffix)
  }
  return target
}

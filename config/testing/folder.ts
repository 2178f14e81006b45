import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const SHIPPED = join(import.meta.dirname, '..')

/** A copy of the shipped configuration that a test may break, with only three stations of each kind. */
export interface Copy extends Disposable {
  readonly folder: string
  read(file: string): string
  write(file: string, text: string): void
  /** Replaces a piece that stands in the file once. Returns the line it stands on, from 1. */
  replace(file: string, piece: string, by: string): number
}

export function copyOfShipped(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-config-'))
  for (const name of ['city.yaml', 'departments.yaml', 'duty.yaml', 'stations.yaml', 'kinds', 'rules', 'map'])
    cpSync(join(SHIPPED, name), join(folder, name), { recursive: true })
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
  const isKept = (line: string) => !line.includes(', kind: ') || /id: [a-z]+-00[123],/.test(line)
  write('stations.yaml', read('stations.yaml').split('\n').filter(isKept).join('\n'))
  return {
    folder,
    read,
    write,
    replace(file, piece, by) {
      const parts = read(file).split(piece)
      if (parts.length !== 2) throw new Error(`${JSON.stringify(piece)} stands ${parts.length - 1} times in ${file}`)
      write(file, parts.join(by))
      return parts[0]!.split('\n').length
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

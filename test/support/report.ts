import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Puts the text between the marks of its command in a page of docs: `<!-- soak: written by npm run soak -->` … `<!-- soak: end -->`. */
export function writeSection(file: string, command: string, text: string): void {
  const begin = `<!-- ${command}: written by npm run ${command} -->`
  const end = `<!-- ${command}: end -->`
  const [before, rest] = readFileSync(file, 'utf8').split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${file} has no place for it: ${begin} … ${end}`)
  writeFileSync(file, `${before}${begin}\n${text}\n${end}${after}`)
}

/** When and on what something was measured. */
export function machineOf(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${model}), Node ${process.version}`
}

export function spanOf(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 6) / 10} min`
}

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

/** Puts what was measured for one promise (`R4`) into its row of docs/reliability.md. */
export function setFigure(
  file: string,
  of: { readonly id: string; readonly measured: string; readonly isMet: boolean; readonly command: string },
): void {
  const { id, measured, isMet, command } = of
  const text = readFileSync(file, 'utf8')
  const row = new RegExp(`^\\| ${id} \\| ([^|]*) \\|.*$`, 'm')
  if (!row.test(text)) throw new Error(`${file} has no row for ${id}`)
  const day = new Date().toISOString().slice(0, 10)
  const told = `${isMet ? '' : '**not met** '}${measured.replaceAll('|', '/')}`
  writeFileSync(
    file,
    text.replace(row, (_, asked: string) => `| ${id} | ${asked} | ${told} | \`${command}\`, ${day} |`),
  )
}

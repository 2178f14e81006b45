import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'

const PAGE = new URL('../docs/benchmarks.md', import.meta.url)
const TITLE = '# Benchmarks\n'

/** Puts a section into docs/benchmarks.md, in the place of the one with the same heading; the others stay as they are. */
export async function writeSection(heading: string, text: string): Promise<void> {
  const before = await readFile(PAGE, 'utf8').catch(() => TITLE)
  const sections = before.split(/^(?=## )/m)
  const own = `## ${heading}\n\n${text.trim()}\n`
  const at = sections.findIndex((section) => section.startsWith(`## ${heading}\n`))
  if (at < 0) sections.push(own)
  else sections[at] = own
  await writeFile(PAGE, `${sections.map((section) => section.trim()).join('\n\n')}\n`)
}

/** Writes what stands before the sections; those stay as they are. */
export async function writeHead(text: string): Promise<void> {
  const before = await readFile(PAGE, 'utf8').catch(() => '')
  const sections = before.split(/^(?=## )/m).filter((section) => section.startsWith('## '))
  await writeFile(PAGE, `${[text, ...sections].map((section) => section.trim()).join('\n\n')}\n`)
}

/** When and on what it was measured. */
export function machine(): string {
  const [cpu] = cpus()
  const day = new Date().toISOString().slice(0, 10)
  return `${day}: ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
}

import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Files below a folder, as paths from there, sorted; links and what is no file are passed over. */
export async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
}

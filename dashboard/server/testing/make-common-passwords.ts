import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

// Writes the list of common passwords anew, from the package that it was taken from.
const PACKAGE = '@zxcvbn-ts/language-common@4.1.3'
const INTEGRITY = 'g2bg4skmlJG9aJqC/nWziZzgYpSe/f3rKeGobrkdFiOrfZVFqqzUgC6BUQWuX54Sua9j0Jxxt+1bf4f/Mal1Kg=='
/** Shorter ones are refused for that. */
const LEAST = 8

const folder = await mkdtemp(join(tmpdir(), 'citypulse-passwords-'))
try {
  const name = execFileSync('npm', ['pack', PACKAGE, '--silent'], { cwd: folder, encoding: 'utf8' }).trim()
  const tarball = join(folder, name)
  const integrity = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')
  if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} is not what it was: sha512-${integrity}`)
  const words: readonly string[] = JSON.parse(read('package/src/passwords.json'))
  const lines = [
    `# Common passwords of ${LEAST} characters and more, from ${PACKAGE} (https://github.com/zxcvbn-ts/zxcvbn).`,
    ...read('package/LICENSE.txt')
      .trim()
      .split('\n')
      .map((line) => `# ${line}`.trim()),
    ...words.filter((word) => Array.from(word).length >= LEAST).toSorted(),
  ]
  const file = join(import.meta.dirname, '../auth/common-passwords.txt.gz')
  await writeFile(file, gzipSync(`${lines.join('\n')}\n`, { level: 9 }))

  function read(path: string): string {
    return execFileSync('tar', ['-xzOf', tarball, path], { encoding: 'utf8', maxBuffer: 1e7 })
  }
} finally {
  await rm(folder, { recursive: true })
}

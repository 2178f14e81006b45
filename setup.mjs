// Runs before npm start, npm test and the other commands, on whatever Node the machine has: plain JavaScript, no packages.
// Installs what is missing, builds the browser app when its sources changed, and says what it does.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST = [24, 15]
const CONFIG_FAULT = 78
const root = dirname(fileURLToPath(import.meta.url))

installPackages()
checkNode()
buildWeb()

function installPackages() {
  const stamp = join(root, 'node_modules', '.citypulse')
  const wanted = hashOf([join(root, 'package-lock.json'), join(root, 'package.json')])
  if (readIfThere(stamp) === wanted) return
  console.log('Setting up: installing packages (about a minute the first time) …')
  // Not `npm ci`: that refuses a lock file without the optional packages of platforms that the registry does not have.
  const flags = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  run('npm', ['install', ...flags], 'The packages could not be installed.')
  writeFileSync(stamp, wanted)
}

/** The packages bring Node along for common platforms; elsewhere the machine's own must be new enough. */
function checkNode() {
  const version =
    spawnSync('node', ['--version'], { encoding: 'utf8', env: withBin() }).stdout?.trim() || process.version
  const [major, minor] = version.slice(1).split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  fail(
    `Node.js ${version} on ${process.platform}-${process.arch} is too old: install Node.js ${OLDEST.join('.')} or newer ` +
      '(no bundled Node fits this platform, or optional packages were left out at the install), then start again.',
  )
}

function buildWeb() {
  const web = join(root, 'dashboard', 'web')
  if (!existsSync(join(web, 'vite.config.ts'))) return
  const stamp = join(web, 'dist', '.built-from')
  const wanted = hashOf([...filesBelow(web), ...filesBelow(join(root, 'domain')), join(root, 'package-lock.json')])
  if (readIfThere(stamp) === wanted) return
  console.log('Setting up: building the browser app …')
  run('npm', ['run', '--silent', 'build', '--', '--logLevel', 'error'], 'The browser app could not be built.')
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

function run(command, args, sentence) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: withBin(),
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  fail(`${sentence} ${command} ${args.join(' ')} ended with ${error ? error.message : `code ${status}`}; see above.`)
}

function withBin() {
  const separator = process.platform === 'win32' ? ';' : ':'
  return { ...process.env, PATH: join(root, 'node_modules', '.bin') + separator + (process.env.PATH ?? '') }
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== 'dist' && entry.name !== 'node_modules' && !entry.name.endsWith('.test.ts'))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort((a, b) => (a < b ? -1 : 1))
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function fail(sentence) {
  console.error(sentence)
  process.exit(CONFIG_FAULT)
}

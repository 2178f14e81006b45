// What `npm start` runs: the city, with what must be said before a process begins. Plain JavaScript, so that what takes the types
// out of TypeScript (35 ms, 18 MB) is not loaded when the compiled code is there.
import { join } from 'node:path'

const main = join(import.meta.dirname, 'main.ts')
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled')
// glibc gives each of twenty threads an arena of its own and keeps what was freed: 40 MB of nothing.
process.env.MALLOC_ARENA_MAX ??= '1'
process.env.MALLOC_TRIM_THRESHOLD_ ??= String(1024 * 1024)

// glibc reads its settings once. The process stays the same one: its number, its streams, its supervisor.
if (process.platform === 'linux' && process.execve)
  process.execve(process.execPath, [process.execPath, ...process.execArgv, main, ...process.argv.slice(2)])
await import('./main.ts')

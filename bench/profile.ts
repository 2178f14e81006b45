import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What `node --cpu-prof` writes; times in µs. */
interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly startTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string }
  readonly children?: readonly number[]
}

const ROOT = pathToFileURL(join(import.meta.dirname, '..')).href
const COLLECTOR = '(garbage collector)'
const IDLE = new Set(['(idle)', '(root)'])
const FOREIGN = '(the runtime)'

/**
 * Shares of the busy time of the profiled main thread between two moments (µs of its clock), by file: each sample counts for the
 * nearest caller that has a file below the project's folder, `(garbage collector)` or `(the runtime)`. The shares add up to 1.
 */
export async function sharesByFile(
  folder: string,
  [from, to]: readonly [number, number],
): Promise<Map<string, number>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'))
  // CPU.<day>.<time>.<process>.<thread>.<number>.cpuprofile; thread 0 is the main one.
  const main = names.find((name) => name.split('.')[4] === '0')
  if (!main) throw new Error(`no CPU profile of a main thread in ${folder}: is the process still running?`)
  const profile = JSON.parse(await readFile(join(folder, main), 'utf8')) as CpuProfile
  const fileOf = filesOf(profile.nodes)
  const busy = new Map<string, number>()
  let at = profile.startTime
  let all = 0
  for (const [i, node] of profile.samples.entries()) {
    const delta = profile.timeDeltas[i]!
    at += delta
    const file = fileOf.get(node)
    if (file === undefined || at < from || at > to) continue
    busy.set(file, (busy.get(file) ?? 0) + delta)
    all += delta
  }
  return new Map([...busy].map(([file, time]) => [file, time / all]))
}

/** Of each node the file that answers for its time; idle nodes are left out. */
function filesOf(nodes: readonly ProfileNode[]): Map<number, string> {
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const fileOf = new Map<number, string>()
  for (const { id, callFrame } of nodes) {
    if (IDLE.has(callFrame.functionName)) continue
    if (callFrame.functionName === COLLECTOR) {
      fileOf.set(id, COLLECTOR)
      continue
    }
    let caller = byId.get(id)
    while (caller && !caller.callFrame.url.startsWith(ROOT)) caller = byId.get(parentOf.get(caller.id)!)
    fileOf.set(id, caller ? caller.callFrame.url.slice(ROOT.length + 1) : FOREIGN)
  }
  return fileOf
}

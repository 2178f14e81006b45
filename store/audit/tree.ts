import { hash } from 'node:crypto'

/** Hash of an inner node (RFC 6962, 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const both = Buffer.allocUnsafe(65)
  both[0] = 1
  both.set(left, 1)
  both.set(right, 33)
  return hash('sha256', both, 'buffer')
}

/** A whole subtree: of the 2^level leaves from `index * 2^level` on. */
export interface TreeNode {
  readonly level: number
  readonly index: number
  readonly hash: Uint8Array
}

/** The tree as it grows: one whole subtree for each bit of its size. */
export interface Frontier {
  readonly size: number
  push(leaf: Uint8Array): void
  root(): Uint8Array
  nodes(): readonly TreeNode[]
}

/** Root of a tree without leaves. */
export const EMPTY_ROOT: Uint8Array = hash('sha256', '', 'buffer')

/** Goes on from `nodes`, the frontier of a tree of `size` leaves. `onNode` is told of every subtree that becomes whole. */
export function makeFrontier(
  size = 0,
  nodes: readonly TreeNode[] = [],
  onNode: (node: TreeNode) => void = () => {},
): Frontier {
  const stack: TreeNode[] = [...nodes].toSorted((a, b) => b.level - a.level)
  let leaves = size
  return {
    get size() {
      return leaves
    },
    push(leaf) {
      let node: TreeNode = { level: 0, index: leaves, hash: leaf }
      leaves++
      for (let last = stack.at(-1); last?.level === node.level; last = stack.at(-1)) {
        stack.pop()
        node = { level: last.level + 1, index: last.index / 2, hash: nodeHash(last.hash, node.hash) }
        onNode(node)
      }
      stack.push(node)
    },
    root() {
      let root: Uint8Array | null = null
      for (let i = stack.length - 1; i >= 0; i--) root = root === null ? stack[i]!.hash : nodeHash(stack[i]!.hash, root)
      return root ?? EMPTY_ROOT
    },
    nodes: () => [...stack],
  }
}

/** Places of the frontier of a tree of `size` leaves, the largest first. */
export function frontierPlaces(size: number): readonly Omit<TreeNode, 'hash'>[] {
  const places: { level: number; index: number }[] = []
  let from = 0
  for (let level = Math.floor(Math.log2(Math.max(1, size))); level >= 0; level--) {
    const width = 2 ** level
    if (size - from < width) continue
    places.push({ level, index: from / width })
    from += width
  }
  return places
}

/** Largest power of two below `count`, which is at least 2. */
export function splitOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1))
}

/** Leaves [from, to) of the subtrees on the audit path of `leaf` in a tree of `size` (RFC 6962, 2.1.1), nearest first. */
export function inclusionSpans(leaf: number, size: number): readonly (readonly [from: number, to: number])[] {
  const path = (from: number, to: number): [number, number][] => {
    if (to - from === 1) return []
    const middle = from + splitOf(to - from)
    return leaf < middle ? [...path(from, middle), [middle, to]] : [...path(middle, to), [from, middle]]
  }
  return path(0, size)
}

/** The same for the proof that a tree of `size` begins with one of `earlier` leaves (RFC 6962, 2.1.2). */
export function consistencySpans(earlier: number, size: number): readonly (readonly [from: number, to: number])[] {
  const proof = (m: number, from: number, to: number, isWhole: boolean): [number, number][] => {
    if (m === to - from) return isWhole ? [] : [[from, to]]
    const k = splitOf(to - from)
    return m <= k
      ? [...proof(m, from, from + k, isWhole), [from + k, to]]
      : [...proof(m - k, from + k, to, false), [from, from + k]]
  }
  return earlier === 0 || earlier === size ? [] : proof(earlier, 0, size, true)
}

/** Root that an audit path leads to (RFC 9162, 2.1.3.2); null for a path that does not fit. */
export function rootOfInclusion(
  leaf: Uint8Array,
  of: { readonly index: number; readonly size: number; readonly path: readonly Uint8Array[] },
): Uint8Array | null {
  if (of.index >= of.size) return null
  let [fn, sn, root] = [of.index, of.size - 1, leaf]
  for (const sibling of of.path) {
    if (sn === 0) return null
    if (fn % 2 === 1 || fn === sn) {
      root = nodeHash(sibling, root)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else root = nodeHash(root, sibling)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 ? root : null
}

/** Whether a tree of `size` with `root` begins with one of `earlier` leaves with `earlierRoot` (RFC 9162, 2.1.4.2). */
export function isConsistent(of: {
  readonly earlier: number
  readonly size: number
  readonly earlierRoot: Uint8Array
  readonly root: Uint8Array
  readonly path: readonly Uint8Array[]
}): boolean {
  const { earlier, size, earlierRoot, root } = of
  const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
  if (earlier > size) return false
  if (earlier === size) return of.path.length === 0 && same(earlierRoot, root)
  if (earlier === 0) return of.path.length === 0
  const isPower = Number.isInteger(Math.log2(earlier))
  const path = isPower ? [earlierRoot, ...of.path] : [...of.path]
  const first = path.shift()
  if (first === undefined) return false
  let [fn, sn] = [earlier - 1, size - 1]
  while (fn % 2 === 1) [fn, sn] = [(fn - 1) / 2, Math.floor(sn / 2)]
  let [fr, sr] = [first, first]
  for (const step of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      ;[fr, sr] = [nodeHash(step, fr), nodeHash(step, sr)]
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else sr = nodeHash(sr, step)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && same(fr, earlierRoot) && same(sr, root)
}

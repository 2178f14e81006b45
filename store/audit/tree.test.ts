import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  consistencySpans,
  frontierPlaces,
  inclusionSpans,
  isConsistent,
  makeFrontier,
  nodeHash,
  rootOfInclusion,
  splitOf,
  type TreeNode,
} from './tree.ts'

const leafOf = (data: Buffer) => createHash('sha256').update(Buffer.of(0)).update(data).digest()
const leaves = Array.from({ length: 70 }, (_, i) => leafOf(Buffer.from(`leaf ${i}`)))
/** Straight from RFC 6962, 2.1. */
function mth(of: readonly Uint8Array[]): Uint8Array {
  if (of.length === 0) return createHash('sha256').digest()
  if (of.length === 1) return of[0]!
  const k = splitOf(of.length)
  return nodeHash(mth(of.slice(0, k)), mth(of.slice(k)))
}
const hashes = (spans: readonly (readonly [number, number])[]) => spans.map(([from, to]) => mth(leaves.slice(from, to)))

describe('the tree', () => {
  it('has the roots of the test vectors of Certificate Transparency', () => {
    const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const frontier = makeFrontier()
    const roots = data.map((hex) => {
      frontier.push(leafOf(Buffer.from(hex, 'hex')))
      return Buffer.from(frontier.root()).toString('hex')
    })
    expect(roots).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ])
  })

  it('grows to the same root however it was continued', () => {
    for (let size = 0; size <= leaves.length; size++) {
      const first = makeFrontier()
      const cut = Math.floor(size / 3)
      for (const leaf of leaves.slice(0, cut)) first.push(leaf)
      expect(first.nodes().map(({ level, index }) => ({ level, index }))).toEqual(cut === 0 ? [] : frontierPlaces(cut))
      const second = makeFrontier(cut, first.nodes())
      for (const leaf of leaves.slice(cut, size)) second.push(leaf)
      expect(second.root()).toEqual(mth(leaves.slice(0, size)))
    }
  })

  it('tells of every subtree that becomes whole', () => {
    const told: TreeNode[] = []
    const frontier = makeFrontier(0, [], (node) => told.push(node))
    for (const leaf of leaves) frontier.push(leaf)
    for (const { level, index, hash } of told)
      expect(hash).toEqual(mth(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)))
    expect(told.filter(({ level }) => level === 1)).toHaveLength(35)
  })
})

describe('a proof', () => {
  it('of inclusion leads from every leaf of every tree to its root, and from no other leaf', () => {
    for (let size = 1; size <= leaves.length; size++) {
      const root = mth(leaves.slice(0, size))
      for (let index = 0; index < size; index++) {
        const path = hashes(inclusionSpans(index, size))
        expect(rootOfInclusion(leaves[index]!, { index, size, path })).toEqual(root)
        const other = leaves[(index + 1) % leaves.length]!
        expect(rootOfInclusion(other, { index, size, path })).not.toEqual(root)
        expect(rootOfInclusion(leaves[index]!, { index, size, path: [...path, root] })).not.toEqual(root)
      }
    }
  })

  it('of consistency holds between every two trees of one log, and not with one leaf changed', () => {
    for (let size = 1; size <= 40; size++) {
      for (let earlier = 1; earlier <= size; earlier++) {
        const path = hashes(consistencySpans(earlier, size))
        const [earlierRoot, root] = [mth(leaves.slice(0, earlier)), mth(leaves.slice(0, size))]
        expect([earlier, size, isConsistent({ earlier, size, earlierRoot, root, path })]).toEqual([earlier, size, true])
        const wrong = mth([leaves[41]!, ...leaves.slice(1, earlier)])
        expect(isConsistent({ earlier, size, earlierRoot: wrong, root, path })).toBe(false)
      }
    }
  })
})

import { array, assert, boolean, constantFrom, jsonValue, nat, oneof, property } from 'fast-check'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { Kind } from '../domain/kind.ts'
import { loadConfig } from './load.ts'
import { shapeFaults } from './shape.ts'
import { SHIPPED } from './testing/folder.ts'

type Tree = Record<string, unknown>

describe('shapeFaults', () => {
  const kinds = [...loadConfig(SHIPPED).kinds.values()]

  it('finds nothing exactly when TypeBox finds nothing, whatever was put into a kind', () => {
    const anything = oneof(
      constantFrom<unknown>('', 'air', 'index', null, true, -1, 0, 3, 2.5, [], {}, [1, 2], { zh: '一', en: 'one' }),
      jsonValue(),
    )
    const steps = array(nat(40), { minLength: 1, maxLength: 7 })
    assert(
      property(constantFrom(...kinds), steps, anything, boolean(), (kind, way, value, remove) => {
        const changed = structuredClone(kind) as unknown as Tree
        change(changed, way, remove ? undefined : value)
        expect(shapeFaults(Kind, changed).length === 0).toBe(Value.Check(Kind, changed))
      }),
      { numRuns: 600, seed: 20 },
    )
  })
})

/** Walks down by the numbers and puts the value where it ends, or removes what is there. */
function change(tree: Tree, [first = 0, ...rest]: number[], value: unknown): void {
  const keys = Object.keys(tree)
  const key = keys[first % (keys.length + 1)] ?? 'further'
  const inner = tree[key]
  if (rest.length > 0 && typeof inner === 'object' && inner !== null) change(inner as Tree, rest, value)
  else if (value !== undefined) tree[key] = value
  else if (!Array.isArray(tree)) delete tree[key]
}

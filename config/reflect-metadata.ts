/**
 * As much of the metadata proposal for `Reflect` as tsyringe, which @peculiar/x509 is wired with, asks for when it is
 * loaded; imported before it.
 */
const kept = new WeakMap<object, Map<unknown, unknown>>()

function own(target: object): Map<unknown, unknown> {
  const known = kept.get(target) ?? new Map<unknown, unknown>()
  kept.set(target, known)
  return known
}

function get(key: unknown, target: object | null): unknown {
  for (let at = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (kept.get(at)?.has(key)) return own(at).get(key)
  }
  return undefined
}

const MISSING = {
  defineMetadata: (key: unknown, value: unknown, target: object) => void own(target).set(key, value),
  getMetadata: (key: unknown, target: object) => get(key, target),
  getOwnMetadata: (key: unknown, target: object) => kept.get(target)?.get(key),
  hasOwnMetadata: (key: unknown, target: object) => kept.get(target)?.has(key) ?? false,
  metadata: (key: unknown, value: unknown) => (target: object) => void own(target).set(key, value),
}

if (!('getMetadata' in Reflect)) Object.assign(Reflect, MISSING)

/** Whether it is there now. */
export const HAS_METADATA = 'getMetadata' in Reflect

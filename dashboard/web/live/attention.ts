import type { Watch } from '../../../domain/wire.ts'

type Bounds = NonNullable<Watch['bounds']>

/** Nothing at all: of a window that nobody sees. */
export const NOTHING: Watch = { kinds: [] }

/** What the parts of a page look at, told to the server as one watch. */
export interface Attention {
  /** One who looks at the city, by a name of its own; null: no longer. */
  look(who: object, watch: Watch | null): void
  /** What the server is to send now. */
  readonly watch: Watch
}

/** `onChange` is called with the watch that holds from now on; while nobody says what they look at, it is everything. */
export function createAttention(onChange: (watch: Watch) => void): Attention {
  const looks = new Map<object, Watch>()
  let told = '{}'
  let watch: Watch = {}

  return {
    look(who, wish) {
      if (wish === null) looks.delete(who)
      else looks.set(who, wish)
      watch = looks.size === 0 ? {} : [...looks.values()].reduce(both)
      const text = JSON.stringify(watch)
      if (text === told) return
      told = text
      onChange(watch)
    },
    get watch() {
      return watch
    },
  }
}

/** The smallest watch that covers what either covers. */
export function both(a: Watch, b: Watch): Watch {
  const bounds = a.bounds && b.bounds && around(a.bounds, b.bounds)
  const kinds = a.kinds && b.kinds && [...new Set([...a.kinds, ...b.kinds])]
  const districts = a.districts && b.districts && [...new Set([...a.districts, ...b.districts])]
  const everywhere = [...new Set([...(a.everywhere ?? []), ...(b.everywhere ?? [])])]
  return {
    ...(kinds && { kinds }),
    ...(districts && { districts }),
    ...(bounds && { bounds }),
    ...(everywhere.length > 0 && { everywhere }),
  }
}

function around(a: Bounds, b: Bounds): Bounds {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}

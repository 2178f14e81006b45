import type { Route } from '../route.ts'
import { paramsOf, type Span, type Window, windowOf } from './window.ts'

/** The window that the charts of a page share, in the address. */
export interface WindowKeeper {
  /** Now, also while it is being moved. */
  get(now: number): Window & { readonly span: Span | null }
  /** Null: the span again. */
  go(window: Window | null): void
  choose(span: Span): void
}

/** A wheel makes fifty windows a second; the address, which browsers guard, takes the one it stops at. */
const SETTLE_MS = 250

/** `moved` is called at once with each change. */
export function createWindowKeeper(route: Route, moved: () => void): WindowKeeper {
  let pending: Window | null | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    get(now) {
      if (pending === undefined) return windowOf((name) => route.param(name), now)
      if (pending !== null) return { ...pending, span: null }
      return windowOf((name) => (name === 'span' ? route.param(name) : null), now)
    },
    go(window) {
      pending = window
      clearTimeout(timer)
      timer = setTimeout(() => {
        pending = undefined
        route.patch(paramsOf(window))
      }, SETTLE_MS)
      moved()
    },
    choose(span) {
      pending = undefined
      clearTimeout(timer)
      route.patch({ span, from: null, to: null })
    },
  }
}

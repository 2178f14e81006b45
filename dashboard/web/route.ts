import type { Topics } from './topics.ts'

/** Where the app is; all of it is in the address, so that a link shows the same. */
export interface Route {
  readonly path: string
  /** Parameters of the address, without `?`. */
  readonly query: string
  param(name: string): string | null
  /** Opens a page; parameters of the old one are dropped. */
  go(path: string, params?: Readonly<Record<string, string>>): void
  /** Changes parameters in place; null takes one away. */
  patch(params: Readonly<Record<string, string | null>>): void
  /** Opens what a parameter names beside what is shown, so that Back closes it; what it named before gives way. */
  open(param: string, value: string): void
  /** Takes parameters away: by going back where that is all that was done since one of them was opened. */
  close(...params: readonly string[]): void
}

/** Mark of an entry of the history that `open` made and nothing has changed since. */
const OPENED = 'opened'

export function createRoute(window: Window, topics: Topics): Route {
  const { location, history } = window
  let isGoingBack = false
  window.addEventListener('popstate', () => {
    isGoingBack = false
    topics.emit('route')
  })

  function show(path: string, query: URLSearchParams, how: { replace: boolean; state?: unknown }): void {
    const search = query.toString()
    const address = search === '' ? path : `${path}?${search}`
    if (how.replace) history.replaceState(how.state ?? null, '', address)
    else history.pushState(how.state ?? null, '', address)
    topics.emit('route')
  }

  function patch(params: Readonly<Record<string, string | null>>): void {
    const query = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(params)) {
      if (value === null || value === '') query.delete(name)
      else query.set(name, value)
    }
    show(location.pathname, query, { replace: true })
  }

  return {
    get path() {
      return location.pathname
    },
    get query() {
      return location.search.slice(1)
    },
    param(name) {
      return new URLSearchParams(location.search).get(name)
    },
    go(path, params = {}) {
      show(path, new URLSearchParams(params), { replace: false })
    },
    patch,
    open(param, value) {
      const query = new URLSearchParams(location.search)
      const isOpen = query.has(param)
      query.set(param, value)
      show(location.pathname, query, { replace: isOpen, state: isOpen ? history.state : OPENED })
    },
    close(...params) {
      // Going back takes a moment: whoever asks twice in it must not go back twice.
      if (isGoingBack) return
      isGoingBack = history.state === OPENED
      if (isGoingBack) history.back()
      else patch(Object.fromEntries(params.map((name) => [name, null])))
    },
  }
}

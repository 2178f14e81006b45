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
}

export function createRoute(window: Window, topics: Topics): Route {
  const { location, history } = window
  window.addEventListener('popstate', () => topics.emit('route'))

  function show(path: string, query: URLSearchParams, replace: boolean): void {
    const search = query.toString()
    const address = search === '' ? path : `${path}?${search}`
    if (replace) history.replaceState(null, '', address)
    else history.pushState(null, '', address)
    topics.emit('route')
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
      show(path, new URLSearchParams(params), false)
    },
    patch(params) {
      const query = new URLSearchParams(location.search)
      for (const [name, value] of Object.entries(params)) {
        if (value === null || value === '') query.delete(name)
        else query.set(name, value)
      }
      show(location.pathname, query, true)
    },
  }
}

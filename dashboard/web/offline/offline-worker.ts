/** Keeps the window's own files, so that it opens without a network. No answer of the server about the city is ever kept here. */
interface WorkerScope {
  addEventListener(
    type: 'install' | 'activate',
    listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void
  addEventListener(
    type: 'fetch',
    listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  readonly location: Location
}

const scope = globalThis as unknown as WorkerScope
const CACHE = 'window'
const SHELL = '/'
/** Files of old versions go, the oldest first. */
const MOST_FILES = 150

scope.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(SHELL)))
  void scope.skipWaiting()
})

scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))

scope.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== scope.location.origin) return
  if (request.mode === 'navigate' && !/^\/(api|health|metrics)(\/|$)/.test(url.pathname))
    event.respondWith(shell(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(file(request))
})

/** The newest window that can be had. */
async function shell(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(SHELL, answer.clone())
    return answer
  } catch (error) {
    const kept = await cache.match(SHELL)
    if (kept === undefined) throw error
    return kept
  }
}

/** Its name holds a hash of what is in it, so that a kept one is never old. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.ok) {
    await cache.put(request, answer.clone())
    const names = await cache.keys()
    for (const old of names.slice(0, Math.max(0, names.length - MOST_FILES)))
      if (new URL(old.url).pathname !== SHELL) await cache.delete(old)
  }
  return answer
}

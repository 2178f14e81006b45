import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CityError } from '../../domain/errors.ts'
import { noSuchPath } from './problem.ts'

const YEAR = 'public, max-age=31536000, immutable'
/** Vite's names of bundled files: the hash of what is in them stands before the ending. */
const HASHED = /-[\w-]{8,}\.\w+$/
/** Paths that belong to machines: an unknown one is an error there, never the web app. */
const FOR_MACHINES = /^\/(api|health|metrics|socket\.io|assets)(\/|$)|^\/map\/./

/** The web app and the map's files; every other path that a person opens is the web app's to show. */
export async function serveFiles(
  app: FastifyInstance,
  folders: { readonly web: string; readonly map: string; readonly tiles: string | null },
): Promise<void> {
  if (existsSync(folders.map)) {
    await app.register(fastifyStatic, {
      root: folders.map,
      prefix: '/map/',
      decorateReply: false,
      index: false,
      preCompressed: true,
      allowedPath: (path) => path.endsWith('.geojson'),
      cacheControl: false,
      setHeaders: (reply) => {
        reply.header('cache-control', 'no-cache')
        reply.header('content-type', 'application/geo+json; charset=utf-8')
      },
    })
  }

  if (folders.tiles !== null) {
    const name = basename(folders.tiles)
    // Read in ranges: a browser fetches the tiles that it shows, not the file.
    await app.register(fastifyStatic, {
      root: dirname(folders.tiles),
      prefix: '/map/tiles/',
      decorateReply: false,
      index: false,
      allowedPath: (path) => path === `/${name}`,
      cacheControl: false,
      setHeaders: (reply) => {
        reply.header('cache-control', 'no-cache')
        reply.header('content-type', 'application/vnd.pmtiles')
      },
    })
  }

  const isBuilt = existsSync(join(folders.web, 'index.html'))
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: folders.web,
      prefix: '/',
      index: ['index.html'],
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const forEver = path.includes('/assets/') && HASHED.test(path.replace(/\.(br|gz)$/, ''))
        reply.header('cache-control', forEver ? YEAR : 'no-cache')
      },
    })
  }

  app.setNotFoundHandler((request, reply) => {
    if (!isForPeople(request)) return noSuchPath(request)
    if (!isBuilt) throw new CityError('not-found', 'The web app is not built; run npm run build.')
    return showApp(reply)
  })
}

function showApp(reply: FastifyReply): FastifyReply {
  return reply.sendFile('index.html')
}

function isForPeople({ method, headers, url }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return (headers.accept ?? '').includes('text/html') && !FOR_MACHINES.test(url.split('?', 1)[0] ?? '/')
}

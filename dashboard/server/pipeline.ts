import type { FastifyInstance } from 'fastify'
import type { Socket } from 'node:net'
import { CityError } from '../../domain/errors.ts'

/** Requests that one connection may have sent ahead of their answers. No browser sends a second one. */
const MOST_AHEAD = 10

/**
 * Cuts a connection that asks on and on without reading: Node gives every request of a read to the routes at once, and keeps all their
 * answers, and the files that they are read from, until somebody takes them.
 */
export function boundPipelines(app: FastifyInstance): void {
  const ahead = new WeakMap<Socket, number>()

  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const count = (ahead.get(socket) ?? 0) + 1
    ahead.set(socket, count)
    reply.raw.once('close', () => ahead.set(socket, (ahead.get(socket) ?? 1) - 1))
    if (count <= MOST_AHEAD && !socket.destroyed) return done()
    socket.destroy()
    done(
      new CityError('too-many-requests', `More than ${MOST_AHEAD} requests of one connection wait for their answers.`),
    )
  })
}

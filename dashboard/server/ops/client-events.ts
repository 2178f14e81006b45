import type { Socket } from 'socket.io'
import { Compile } from 'typebox/compile'
import { CityError } from '../../../domain/errors.ts'
import { Resume, Watch } from '../../../domain/wire.ts'
import { problemOf } from '../problem.ts'
import { sentence } from '../validation.ts'
import { cut } from './backlog.ts'

const EVENTS_A_SECOND = 20

/** What a browser may say. */
export interface ClientEvents {
  readonly watch: (watch: Watch) => unknown
  readonly resume: (resume: Resume) => void
}

const SCHEMAS = { watch: Compile(Watch), resume: Compile(Resume) } as const

/**
 * Hears a socket: good events go to `on`; wrong ones are answered with `fault`, a problem document, and unknown ones
 * end the connection behind it, for no page of ours says them. Who says more than twenty things a second is cut. An event's last argument may be a callback, which is called when it has taken effect.
 */
export function hear(socket: Socket, on: ClientEvents, now: () => number): void {
  let second = 0
  let heard = 0

  socket.onAny((event: string, ...all: unknown[]) => {
    const at = Math.floor(now() / 1000)
    heard = at === second ? heard + 1 : 1
    second = at
    if (heard > EVENTS_A_SECOND) {
      refuse(socket, new CityError('too-many-requests', `More than ${EVENTS_A_SECOND} events a second.`))
      cut(socket)
      return
    }
    const answer = all.at(-1)
    const payload = all[0] === answer && typeof answer === 'function' ? undefined : all[0]
    try {
      take(event, payload ?? {}, on)
      if (typeof answer === 'function') answer()
    } catch (error) {
      refuse(socket, error)
      if (!Object.hasOwn(SCHEMAS, event)) socket.disconnect(true)
    }
  })
}

function take(event: string, payload: unknown, on: ClientEvents): unknown {
  if (event === 'watch' && SCHEMAS.watch.Check(payload)) return on.watch(payload)
  if (event === 'resume' && SCHEMAS.resume.Check(payload)) return on.resume(payload)
  if (event !== 'watch' && event !== 'resume') {
    throw new CityError('request-invalid', `Event "${event.slice(0, 100)}" is unknown; known are watch and resume.`)
  }
  throw new CityError('request-invalid', sentence(`Event "${event}"`, SCHEMAS[event].Errors(payload)))
}

function refuse(socket: Socket, error: unknown): void {
  socket.emit('fault', problemOf(error, '/ops'))
}

import { connect } from 'node:net'
import { Duplex } from 'node:stream'

/** A link over which so many bytes get through at a time, and a while later the next ones. */
export function slowStream(
  to: { readonly host: string; readonly port: number },
  { bytes, everyMs }: { readonly bytes: number; readonly everyMs: number },
): Duplex {
  const socket = connect(to)
  let timer: NodeJS.Timeout | undefined
  const link = new Duplex({
    read: () => void socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      const next = (at: number): void => {
        if (at >= chunk.length) return done()
        socket.write(chunk.subarray(at, at + bytes))
        timer = setTimeout(next, everyMs, at + bytes)
      }
      next(0)
    },
    destroy(error, done) {
      clearTimeout(timer)
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk) => {
    if (!link.push(chunk)) socket.pause()
  })
  socket.on('end', () => link.push(null))
  socket.on('error', (error) => link.destroy(error))
  socket.on('close', () => link.destroy())
  return link
}

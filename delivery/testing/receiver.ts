import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly at: number
}

/** Somebody who is posted to: keeps what came and answers as told. */
export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
  /** How it answers from now on; 204 when not told. */
  answer: (response: ServerResponse, received: Received, count: number) => void
}

/** A real HTTP server on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const one = {
        path: request.url ?? '',
        headers: request.headers,
        text: Buffer.concat(parts).toString(),
        at: Date.now(),
      }
      received.push(one)
      receiver.answer(response, one, received.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (response) => void response.writeHead(204).end(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}

/** An answer with a status, headers and a body. */
export function answering(
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): Receiver['answer'] {
  return (response) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
}

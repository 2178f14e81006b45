import { expect, it } from 'vitest'
import { startDashboard } from './server.ts'
import { ask, type OpenWindow, openWindow } from './testing/open-window.ts'
import { listen, until } from './testing/listen.ts'
import pino from 'pino'

const start = ({ city, accounts }: OpenWindow, port: number, options: { requestsAMinute?: number } = {}) =>
  startDashboard({
    ...options,
    city,
    accounts,
    log: pino({ level: 'silent' }),
    webFolder: '/nowhere',
    host: '127.0.0.1',
    port,
  })

it('names host, port and variable when the port is taken, and leaves nothing open', async () => {
  await using window = await openWindow()
  await expect(start(window, window.port)).rejects.toMatchObject({
    code: 'config-port-in-use',
    message: expect.stringMatching(new RegExp(`${window.port} on 127.0.0.1 .* HTTP_PORT`)),
  })
  expect((await fetch(`${window.url}/health/live`)).status).toBe(200)
})

it('says where the web app is missing, and serves the API all the same', async () => {
  await using window = await openWindow()
  await using bare = await start(window, 0)
  const page = await fetch(`http://127.0.0.1:${bare.port}/`, { headers: { accept: 'text/html' } })
  expect([page.status, ((await page.json()) as { detail: string }).detail]).toEqual([
    404,
    expect.stringContaining('npm run build'),
  ])
  expect((await fetch(`http://127.0.0.1:${bare.port}/api/openapi.json`)).status).toBe(200)
})

it('closes its live connections and its port when it is disposed of, and can be opened there again', async () => {
  await using window = await openWindow()
  const first = await start(window, 0)
  const url = `http://127.0.0.1:${first.port}`
  using browser = await listen(url, { cookie: await window.signIn() })
  await first[Symbol.asyncDispose]()
  await until(() => browser.socket.disconnected)
  await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed')
  await using again = await start(window, first.port)
  expect(again.port).toBe(first.port)
})

it('slows down an address that asks too much, signed in or not, but never its supervisor', async () => {
  await using window = await openWindow()
  await using bare = await start(window, 0, { requestsAMinute: 20 })
  const url = `http://127.0.0.1:${bare.port}`
  const codes: number[] = []
  for (let i = 0; i < 25; i++) codes.push((await ask(url + (i % 2 ? '/api/v1/city' : '/api/v1/nothing'))).status)
  expect(codes.slice(0, 20).every((status) => status === 401 || status === 404)).toBe(true)
  expect(codes.slice(20)).toEqual([429, 429, 429, 429, 429])
  const refused = await ask(`${url}/api/v1/city`)
  expect(refused.body).toMatchObject({ code: 'too-many-requests', status: 429 })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await ask(`${url}/health/ready`)).status).toBe(200)
})

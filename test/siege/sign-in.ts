// R16: bad sign-ins against a running city. `node test/siege/sign-in.ts [seconds]`; the figures are printed as JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { request } from 'node:http'
import { PASSWORD, startCity } from '../support/city.ts'
import { connectDevice } from '../support/device.ts'

const SECONDS = Number(process.argv[2] ?? 60)
const BAD_A_SECOND = 100
const ADDRESSES = 200

await using city = await startCity()
const credentials = await city.register({ id: 'noise-siege', kind: 'noise' })
await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
const own = monitorEventLoopDelay({ resolution: 5 })
own.enable()
const answers = new Map<number, number>()
const logins: number[] = []
const pubacks: number[] = []
let sent = 0

/** From one of many addresses of this machine, for one of many accounts, so that neither lock stops all of it. */
function signIn(user: string, password: string, from: string): Promise<number> {
  const { hostname, port } = new URL(city.url)
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const options = { hostname, port, path: '/api/v1/session', method: 'POST', headers, localAddress: from }
    const asked = request(options, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.on('error', reject)
    asked.end(JSON.stringify({ user, password }))
  })
}

const bad = setInterval(() => {
  for (let i = 0; i < BAD_A_SECOND / 10; i++) {
    const n = sent++
    void signIn(`nobody-${n % 5_000}`, 'a wrong password', `127.0.1.${(n % ADDRESSES) + 1}`)
      .catch(() => 0)
      .then((status) => answers.set(status, (answers.get(status) ?? 0) + 1))
  }
}, 100)
const endAt = Date.now() + SECONDS * 1_000
while (Date.now() < endAt) {
  const startedAt = performance.now()
  const status = await signIn('admin', PASSWORD, '127.0.0.1')
  if (status !== 200) throw new Error(`a valid sign-in was answered ${status}`)
  logins.push(performance.now() - startedAt)
  const sentAt = performance.now()
  await device.send({ values: { LAeq: 55 } })
  pubacks.push(performance.now() - sentAt)
  await new Promise((resolve) => setTimeout(resolve, 250))
}
clearInterval(bad)
const metrics = await (await fetch(`${city.url}/metrics`)).text()
const lag = /^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]
console.log(
  JSON.stringify({
    seconds: SECONDS,
    badSent: sent,
    badAnswers: Object.fromEntries(answers),
    validSignIns: logins.length,
    validMs: { p50: quantile(logins, 0.5), p99: quantile(logins, 0.99) },
    pubackMs: { p50: quantile(pubacks, 0.5), p99: quantile(pubacks, 0.99) },
    serverLoopP99Ms: lag === undefined ? null : Math.round(Number(lag) * 1_000),
    ownLoopP99Ms: Math.round(own.percentile(99) / 1e6),
  }),
)

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0)
}

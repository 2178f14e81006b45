import { startRawLoad } from './raw-client.ts'
import type { RawOrder, RawReport } from './raw-fork.ts'

// Started by `raw-fork.ts`: takes one order, answers with one report, and goes.
process.once('message', (order: RawOrder) => {
  void run(order)
})
process.once('disconnect', () => process.exit(0))

async function run({ stations, payloads, ...order }: RawOrder): Promise<void> {
  let report: RawReport
  try {
    const before = process.cpuUsage()
    const { latency, ...result } = await startRawLoad({
      ...order,
      clients: stations.length,
      topicOf: (client) => stations[client]!.topic,
      payloadOf: (client) => payloads[client % payloads.length]!,
      usernameOf: (client) => stations[client]!.username,
      passwordOf: (client) => stations[client]!.password,
    })
    const { user, system } = process.cpuUsage(before)
    const at = (percentile: number) => latency.getValueAtPercentile(percentile) / 1000
    report = { ...result, p50: at(50), p99: at(99), max: at(100), cpuSeconds: (user + system) / 1e6 }
  } catch (error) {
    report = { failure: String(error) }
  }
  process.send?.(report, () => process.disconnect?.())
}

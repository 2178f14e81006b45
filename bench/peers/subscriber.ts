// Started by `pile.ts`: the least program that brings readings from a broker to InfluxDB: subscribe, to line protocol, write in batches.
import mqtt from 'mqtt'

const [mqttPort, influxUrl, database] = process.argv.slice(2) as [string, string, string]
const BATCH = 5_000
const EVERY_MS = 100
const NS_A_MS = 1_000_000

let lines: string[] = []
let isWriting = false

const client = mqtt.connect(`mqtt://127.0.0.1:${mqttPort}`, {
  clientId: 'subscriber',
  clean: false,
  reconnectPeriod: 500,
})
client.on('connect', () => client.subscribe('city/v1/air/+/readings', { qos: 1 }, () => process.send?.('ready')))
client.on('message', (topic, payload) => {
  const { ts, values, seq } = JSON.parse(payload.toString()) as {
    ts: number
    values: Record<string, number>
    seq: number
  }
  const fields = Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
  // The same identity as CityPulse's: readings of one millisecond stay apart.
  lines.push(`air,station=${topic.split('/')[3]} ${fields} ${ts}${String(seq % NS_A_MS).padStart(6, '0')}`)
  if (lines.length >= BATCH) void write()
})
setInterval(() => void write(), EVERY_MS)

/** One batch at a time; what fails is tried again. */
async function write(): Promise<void> {
  if (isWriting || lines.length === 0) return
  isWriting = true
  const batch = lines.splice(0, BATCH)
  try {
    const response = await fetch(`${influxUrl}/write?db=${database}&precision=ns`, {
      method: 'POST',
      body: batch.join('\n'),
    })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  } catch (error) {
    console.error(error)
    lines = [...batch, ...lines]
  } finally {
    isWriting = false
    if (lines.length >= BATCH) setImmediate(() => void write())
  }
}

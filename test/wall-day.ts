import { openBrowser } from './support/browser.ts'
import { openLargeWindow } from './support/large-window.ts'

const PACE = 240
const HOUR_MS = 3_600_000 / PACE
const HOURS = 24
/** Of the whole growth that is let pass. */
const SHARE = 1.2
const ROOM_MB = 8

/** A day of a wall at a faster pace: rotation, readings, alarms that come and go; the heap after each hour of it. */
async function run(hours: number): Promise<void> {
  await using city = await openLargeWindow({ stations: 1000 })
  const { token } = await city.accounts.walls.create({ wall: 'main', expiresAt: null, by: 'admin' })
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    const client = await page.context().newCDPSession(page)
    const stop = city.startReading()
    await page.goto(`${city.url}/wall/main?pace=${PACE}#${token}`)
    await page.locator('wall-page .as-at').waitFor({ timeout: 30_000 })
    const heap: number[] = []
    for (let hour = 1; hour <= hours; hour++) {
      const id = `hour-${hour}`
      const station = city.stations[hour]!.id
      await page.waitForTimeout(HOUR_MS / 3)
      city.city.raise(id, { station, severity: 'red', state: 'unacknowledged' })
      await page.waitForTimeout(HOUR_MS / 3)
      city.city.raise(id, { station, severity: 'red', state: 'normal', active: false })
      await page.waitForTimeout(HOUR_MS / 3)
      await client.send('HeapProfiler.collectGarbage')
      const { usedSize } = await client.send('Runtime.getHeapUsage')
      heap.push(usedSize / 2 ** 20)
      console.log(`hour ${hour}: ${heap.at(-1)!.toFixed(1)} MB`)
    }
    stop()
    const [first, last] = [heap[1] ?? heap[0]!, heap.at(-1)!]
    console.log(`from ${first.toFixed(1)} MB after the second hour to ${last.toFixed(1)} MB after ${hours} hours`)
    if (last > first * SHARE && last > first + ROOM_MB) process.exitCode = 1
  } finally {
    await browser.close()
  }
}

await run(Number(process.argv[2] ?? HOURS))

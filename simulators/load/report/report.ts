import { readFileSync } from 'node:fs'
import { arch, cpus, release, totalmem, type } from 'node:os'
import { encode, percentilesOf, spectrumOf } from '../latency.ts'
import type { LoadOptions } from '../options.ts'
import { rateAt } from '../shape.ts'
import type { LoadReport } from './schema.ts'
import type { LoadStory } from './story.ts'

/** What is known of a load, as data without secrets. */
export function reportOf(story: LoadStory): LoadReport {
  const { options, result, course, segments, measured, startAt, openSeconds, target } = story
  const { ok, verdict, sent, acknowledged, stored, duplicate, refused } = result
  return {
    format: 'citypulse-load-report',
    version: 1,
    startedAt: new Date(startAt).toISOString(),
    target: { kind: options.broker ? 'broker' : 'city', address: target },
    verdict: { ok, words: verdict, sent, acknowledged, arrived: stored, duplicate, refused },
    differences: result.differences.map(({ id, reason, missing }) => ({ id, reason, missing })),
    ways: measured.map(({ way, latency, resolutionMs, note }) => ({
      way,
      count: latency.totalCount,
      resolutionMs,
      note,
      percentiles: percentilesOf(latency),
      spectrum: spectrumOf(latency).map(([share, ms]): [number, number] => [share, ms]),
      hdr: encode(latency),
    })),
    seconds: course.seconds().map((second) => ({ ...second, wanted: rateAt(segments, second.at + 0.5) })),
    steps: result.steps.map((step) => ({ ...step })),
    errors: { ...course.total.errors },
    options: optionsOf(options),
    openSeconds,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? '',
      cores: cpus().length,
      memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
      system: `${type()} ${release()} ${arch()}`,
    },
    versions: versions(),
  }
}

function optionsOf(options: LoadOptions): LoadReport['options'] {
  const {
    stations,
    connections,
    processes = 1,
    rate,
    seconds,
    shape = 'steady',
    qos,
    batch,
    mqtt5,
    probes = 0,
  } = options
  const { kinds, tls, broker } = options
  const { burst = 5, burstSeconds = 2, burstEvery = 10, stepFactor = 1.5, stepSeconds = 5, p99LimitMs = 1000 } = options
  return {
    stations,
    connections: Math.max(stations, connections),
    processes,
    rate,
    seconds,
    shape,
    ...(shape === 'burst' && { burst, burstSeconds, burstEvery }),
    ...(shape === 'step' && { stepFactor, stepSeconds, p99LimitMs }),
    qos,
    batch,
    mqtt: mqtt5 ? '5' : '3.1.1',
    tls: tls !== undefined,
    kinds: kinds.length > 0 ? kinds.join(',') : 'all',
    ...(broker ? { topic: broker.topic } : { probes }),
  }
}

function versions(): Record<string, string> {
  const own = packageVersion(new URL('../../../package.json', import.meta.url))
  const mqtt = packageVersion(new URL(import.meta.resolve('mqtt/package.json')))
  return { CityPulse: own, 'Node.js': process.versions.node, 'MQTT.js': mqtt }
}

function packageVersion(file: URL): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

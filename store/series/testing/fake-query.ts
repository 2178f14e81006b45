/** A point as the fake server keeps it. */
export interface StoredPoint {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, number>>
  /** Nanoseconds. */
  readonly time: bigint
}

/** Reads a line as the protocol's grammar says, independently of the encoder. */
export function parseLine(line: string): StoredPoint {
  const [key = '', fields = '', time = '0'] = cut(line, ' ')
  const [measurement = '', ...tags] = cut(key, ',')
  return {
    measurement: plain(measurement),
    tags: Object.fromEntries(tags.map(pairOf)),
    fields: Object.fromEntries(
      cut(fields, ',').map((pair) => {
        const [name, value] = pairOf(pair)
        return [name, Number(value.replace(/i$/, ''))]
      }),
    ),
    time: BigInt(time),
  }
}

function cut(text: string, at: string): string[] {
  return text.includes('\\') ? text.split(new RegExp(`(?<!\\\\)${at}`)) : text.split(at)
}

function plain(text: string): string {
  return text.replaceAll(/\\([,= ])/g, '$1')
}

function pairOf(pair: string): [string, string] {
  const [name = '', value = ''] = cut(pair, '=').map(plain)
  return [name, value]
}

/** Identity of a point in InfluxDB. */
export function keyOf({ measurement, tags, time }: StoredPoint): string {
  return JSON.stringify([
    measurement,
    Object.keys(tags)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((name) => [name, tags[name]]),
    String(time),
  ])
}

/** Answers the statements by which the adapter looks for readings, and nothing else. */
export function answerTo(q: string, points: Iterable<StoredPoint>): object {
  const all = [...points]
  return { results: q.split(';\n').map((statement, id) => ({ statement_id: id, ...answer(statement, all) })) }
}

function answer(statement: string, points: readonly StoredPoint[]): object {
  const lookup =
    /^SELECT "position", "seq" FROM "(.+)" WHERE "station" = '(.+)' AND time >= (-?\d+)ms AND time < (-?\d+)ms$/.exec(
      statement,
    )
  if (lookup) {
    const [, measurement, station, from, to] = lookup
    const found = points.filter(
      (point) =>
        point.measurement === measurement &&
        point.tags['station'] === station &&
        msOf(point) >= Number(from) &&
        msOf(point) < Number(to),
    )
    const columns = ['time', 'position', 'seq']
    const values = found.map((point) => [msOf(point), point.fields['position'], point.fields['seq']])
    return { series: values.length > 0 ? [{ name: measurement, columns, values }] : [] }
  }
  const proof = /^SELECT "proof" FROM "(.+)" WHERE time = (\d+)ms$/.exec(statement)
  if (proof) {
    const found = points.filter((point) => point.measurement === proof[1] && msOf(point) === Number(proof[2]))
    const values = found.map((point) => [msOf(point), point.fields['proof']])
    return { series: values.length > 0 ? [{ name: proof[1], columns: ['time', 'proof'], values }] : [] }
  }
  const newest =
    /^SELECT \* FROM "(.+)" (?:WHERE "position" < (\d+) )?GROUP BY "station" ORDER BY time DESC LIMIT 1$/.exec(
      statement,
    )
  if (!newest) return { error: `the fake server does not know: ${statement}` }
  const [, measurement, below = 'Infinity'] = newest
  const known = points.filter((point) => point.measurement === measurement && point.fields['position']! < Number(below))
  const series = [...Map.groupBy(known, ({ tags }) => tags['station']!)].map(([station, list]) => {
    const last = list.reduce((a, b) => (b.time > a.time ? b : a))
    const entries = Object.entries(last.fields)
    return {
      name: measurement,
      tags: { station },
      columns: ['time', ...entries.map(([name]) => name)],
      values: [[msOf(last), ...entries.map(([, value]) => value)]],
    }
  })
  return { series }
}

function msOf({ time }: StoredPoint): number {
  return Number(time / 1_000_000n - (time < 0n && time % 1_000_000n !== 0n ? 1n : 0n))
}

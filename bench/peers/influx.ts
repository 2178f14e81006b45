/** What InfluxDB 1.x answers to a question. */
interface Answer {
  readonly results: readonly {
    readonly error?: string
    readonly series?: readonly { readonly values: readonly (readonly unknown[])[] }[]
  }[]
}

/** Questions to the database that a benchmark writes to. */
export interface Database {
  /** Points of the measurement `air`. */
  count(): Promise<number>
  /** Newest value of `pm25` of each of these stations. */
  newest(stations: readonly string[]): Promise<ReadonlyMap<string, number>>
}

/** Makes the database, empty. */
export async function openDatabase(url: string, name: string): Promise<Database> {
  async function ask(question: string): Promise<Answer['results']> {
    const body = new URLSearchParams({ db: name, q: question })
    const response = await fetch(`${url}/query`, { method: 'POST', body })
    const { results } = (await response.json()) as Answer
    const failed = results.find((result) => result.error !== undefined)
    if (failed !== undefined) throw new Error(`InfluxDB: ${failed.error}`)
    return results
  }
  await ask(`CREATE DATABASE "${name}"`)
  return {
    async count() {
      const [result] = await ask('SELECT COUNT("pm25") FROM "air"')
      return Number(result?.series?.[0]?.values[0]?.[1] ?? 0)
    },
    async newest(stations) {
      const results = await ask(
        stations.map((id) => `SELECT LAST("pm25") FROM "air" WHERE "station" = '${id}'`).join('; '),
      )
      const found = new Map<string, number>()
      for (const [i, { series }] of results.entries()) {
        const value = series?.[0]?.values[0]?.[1]
        if (typeof value === 'number') found.set(stations[i]!, value)
      }
      return found
    },
  }
}

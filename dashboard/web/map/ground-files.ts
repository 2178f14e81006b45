import type { FeatureCollection } from 'geojson'
import type { GroundFile } from './style.ts'

/** The city's own map files, each fetched once. */
export interface GroundFiles {
  get(name: GroundFile): Promise<FeatureCollection>
  /** They are fetched anew when they are next asked for. */
  forget(): void
}

export function createGroundFiles(fetch: (path: string) => Promise<Response>): GroundFiles {
  const files = new Map<GroundFile, Promise<FeatureCollection>>()
  async function load(name: GroundFile): Promise<FeatureCollection> {
    const response = await fetch(`/map/${name}.geojson`)
    if (!response.ok) throw new Error(`${name}: ${response.status}`)
    return (await response.json()) as FeatureCollection
  }
  return {
    get(name) {
      const known = files.get(name)
      if (known !== undefined) return known
      const loading = load(name)
      files.set(name, loading)
      // A file that did not come is asked for again.
      loading.catch(() => files.delete(name))
      return loading
    },
    forget: () => files.clear(),
  }
}

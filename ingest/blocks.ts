import type { StationBlocks } from '../store/records/station-blocks.ts'
import type { Registry } from '../store/records/registry.ts'
import type { Committer } from './committer.ts'
import type { LineOptions } from './line-options.ts'
import type { StationList } from './places.ts'

/** Messages from one position of the journal to another. */
export interface Block {
  readonly from: number
  /** Null: it goes on. */
  to: number | null
}

/** What came while a station was disabled is refused, whoever brought it: the same whenever it is gone through again. */
export interface Blocks extends Disposable {
  /** Null: it never was. */
  of(station: string): readonly Block[] | null
}

export async function openBlocks(of: {
  readonly records: StationBlocks
  readonly stations: Pick<Registry, 'all' | 'onChange'> & Partial<Pick<Registry, 'isDisabled'>>
  readonly committer: Pick<Committer, 'add'>
  /** Next position of the journal: what was acknowledged before is not refused afterwards. */
  readonly head: () => number
}): Promise<Blocks> {
  const { records, stations, committer, head } = of
  const blocks = new Map<string, Block[]>()
  for (const { station, fromPosition, toPosition } of await records.all()) {
    blocks.set(station, [...(blocks.get(station) ?? []), { from: fromPosition, to: toPosition }])
  }

  /** In memory and on its way to the disk at once, before anything behind that position is judged. */
  function see(id: string): void {
    const own = blocks.get(id)
    const open = own?.find(({ to }) => to === null)
    const isDisabled = stations.isDisabled?.(id) ?? false
    if (isDisabled === (open !== undefined)) return
    const at = head()
    if (open) {
      open.to = at
      committer.add(records.end(id, open.from, at))
    } else {
      if (own?.some(({ from }) => from === at)) return
      blocks.set(id, [...(own ?? []), { from: at, to: null }])
      committer.add(records.begin(id, at))
    }
  }

  for (const { id } of stations.all()) see(id)
  const stop = stations.onChange(({ id, retired }) => void (!retired && see(id)))

  return { of: (id) => blocks.get(id) ?? null, [Symbol.dispose]: stop }
}

/** The stations of a line, with what is refused of them. */
export async function blocking(
  { stations, tables, journal }: Pick<LineOptions, 'stations' | 'tables' | 'journal'>,
  committer: Pick<Committer, 'add'>,
): Promise<StationList & Disposable> {
  const blocks = await openBlocks({ records: tables.blocks, stations, committer, head: () => journal.head })
  return { ...stations, blocksOf: blocks.of, [Symbol.dispose]: () => blocks[Symbol.dispose]() }
}

export function isBlocked(blocks: readonly Block[], position: number): boolean {
  for (const { from, to } of blocks) if (position >= from && (to === null || position < to)) return true
  return false
}

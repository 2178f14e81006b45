import type { Settings } from './config/settings.ts'
import type { FileRoom } from './disk/files.ts'
import type { DiskRoom } from './disk/room.ts'
import { citySays } from './domain/city-says.ts'
import { CityError } from './domain/errors.ts'
import type { Line } from './ingest/line.ts'
import type { Series } from './store/series/series.ts'

/** A store on this disk takes nothing while the disk is full, so that the last room is left for alarms. */
export function withRoom(series: Series, { influx }: Pick<Settings, 'influx'>, room: DiskRoom): Series {
  if (influx) return series
  return {
    ...series,
    write: async (write) => {
      if (room.isFull) throw new CityError('disk-full', 'There is no room on the disk of the data folder')
      return series.write(write)
    },
  }
}

/** A full disk is an alarm while it lasts. Returns what stops watching. */
export function watchRoom(
  room: DiskRoom,
  of: {
    readonly folder: string
    readonly line: Pick<Line, 'troubles'>
    readonly log: { info(detail: object, text: string): void; error(detail: object, text: string): void }
  },
): () => void {
  const { folder, line, log } = of
  const tell = (isFull: boolean) => {
    if (isFull) {
      log.error({ folder }, 'the disk is full: nothing is acknowledged until there is room')
      line.troubles.raise('disk-full', citySays('diskFull', { folder }))
    } else {
      log.info({ folder }, 'there is room on the disk again')
      line.troubles.clear('disk-full')
    }
  }
  if (room.isFull) tell(true)
  return room.onChange(tell)
}

/** Too few file descriptors are an alarm while they are. Returns what stops watching. */
export function watchFiles(
  files: FileRoom,
  of: {
    readonly line: Pick<Line, 'troubles'>
    readonly log: { info(detail: object, text: string): void; error(detail: object, text: string): void }
  },
): () => void {
  const { line, log } = of
  return files.onChange((isShort) => {
    const { open, limit, refused } = files
    if (isShort) {
      log.error({ open, limit }, 'file descriptors are short: new connections are refused until there are more')
      line.troubles.raise('files-short', citySays('filesShort', { open: open ?? 0, limit: limit ?? 0 }))
    } else {
      log.info({ open, limit, refused }, 'there are file descriptors again: connections are taken')
      line.troubles.clear('files-short')
    }
  })
}

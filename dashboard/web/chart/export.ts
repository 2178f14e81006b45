import { BOM, type Cell, csvLine } from '../../../domain/csv.ts'
import type { Picture } from './picture.ts'
import { timesOf } from './picture.ts'

/** What a chart shows as a table for spreadsheets: a row a time, for each line its figure, range and flag. */
export function csvOf(picture: Picture, words: { readonly time: string; readonly flag: string }): string {
  const { lines } = picture
  const byTime = lines.map(({ points }) => new Map(points.map((point) => [point[0], point])))
  const ranges = lines.map(({ range }) => (range === null ? null : new Map(range.map((one) => [one[0], one]))))
  const head: readonly Cell[] = [
    `${words.time} (UTC)`,
    ...lines.flatMap(({ label, unit, range }) => {
      const name = unit === '' ? label : `${label} (${unit})`
      return [name, ...(range === null ? [] : [`${name} min`, `${name} max`]), `${label} ${words.flag}`]
    }),
  ]
  const rows = timesOf(picture).map((at): readonly Cell[] => [
    new Date(at).toISOString(),
    ...lines.flatMap((_, i): readonly Cell[] => {
      const point = byTime[i]?.get(at)
      const range = ranges[i]?.get(at)
      return [point?.[1] ?? null, ...(ranges[i] ? [range?.[1] ?? null, range?.[2] ?? null] : []), point?.[2] ?? null]
    }),
  ])
  return BOM + [head, ...rows].map(csvLine).join('')
}

/** A file name of a title: nothing that a file system or a shell would stumble over. */
export function fileNameOf(title: string, at: number, ending: 'csv' | 'png'): string {
  const stem = title.replace(/[^\p{L}\p{N}._]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '')
  return `${stem.slice(0, 60) || 'chart'}-${new Date(at).toISOString().slice(0, 16).replaceAll(':', '')}.${ending}`
}

/** Hands the browser a file to keep. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** The chart with its title and its lines' names as a picture that stands by itself. */
export async function pngOf(
  chart: HTMLCanvasElement,
  {
    title,
    notes,
    scale,
    ink,
    paper,
  }: {
    readonly title: string
    readonly notes: readonly string[]
    /** Pixels of the chart to one of the screen. */
    readonly scale: number
    readonly ink: string
    readonly paper: string
  },
): Promise<Blob> {
  const line = 22 * scale
  const margin = 12 * scale
  const canvas = document.createElement('canvas')
  canvas.width = chart.width + margin * 2
  canvas.height = chart.height + margin * 2 + line * (notes.length + 1.4)
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('this browser cannot draw')
  pen.fillStyle = paper
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = ink
  pen.textBaseline = 'top'
  pen.font = `600 ${15 * scale}px system-ui, sans-serif`
  pen.fillText(title, margin, margin)
  pen.drawImage(chart, margin, margin + line * 1.4)
  pen.font = `${12 * scale}px system-ui, sans-serif`
  notes.forEach((note, i) => pen.fillText(note, margin, margin + line * (1.4 + i) + chart.height))
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture is empty')) : resolve(blob)), 'image/png'),
  )
}

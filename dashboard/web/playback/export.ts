import type { Alarm } from '../../../domain/alarm.ts'
import { BOM, type Cell, csvLine } from '../../../domain/csv.ts'
import type { Told } from '../../../domain/playback.ts'
import { byUrgency } from '../alarms/order.ts'
import { NUMERALS, OUTLINES } from '../alarms/severity-mark.ts'
import { crossingOf, placeOf, titleOf, whereOf } from '../alarms/words.ts'
import type { Desk } from '../desk.ts'
import { alarmsOf } from './told-alarms.ts'
import { saidIn } from '../said.ts'
import type { TextKey } from '../text/text.ts'

const HEADS: readonly TextKey[] = [
  'playback.csv.number',
  'playback.csv.time',
  'playback.csv.utc',
  'playback.csv.of',
  'playback.csv.id',
  'playback.csv.what',
  'playback.csv.step',
  'column.state',
  'column.level',
  'alarm.place',
  'alarms.district',
  'alarm.value',
  'playback.csv.by',
  'playback.csv.text',
]

/** What was told, in order of time, as a table for spreadsheets: in the reader's language, with a byte order mark. */
export function timelineCsv(desk: Desk, told: readonly Told[]): string {
  const { text } = desk
  const alarms = alarmsOf(told)
  const lines = told
    .toSorted((a, b) => a.event.recordedAt - b.event.recordedAt)
    .map((one) => csvLine(cellsOf(desk, one, alarms)))
  return BOM + csvLine(HEADS.map((head) => text(head))) + lines.join('')
}

function cellsOf(desk: Desk, told: Told, alarms: ReadonlyMap<string, Alarm>): readonly Cell[] {
  const { text, format, city, settings } = desk
  const { language } = settings
  const { recordedAt, by } = told.event
  const said = saidIn(desk, told.event) || null
  const times = [told.seq, format.dateTime(recordedAt), new Date(recordedAt).toISOString()]
  if ('alarm' in told) {
    const { alarm, event } = told
    const step = text.of('event', event.type, event.type)
    return [
      ...times,
      text('alarm.title'),
      alarm.id,
      titleOf(desk, alarm),
      step,
      text.of('state', event.state, event.state),
      `${NUMERALS[alarm.severity]} ${text.of('severity', alarm.severity, '')}`,
      placeOf(desk, alarm),
      city.label('districts', alarm.district, language),
      crossingOf(desk, alarm),
      by === 'system' ? text('system') : by,
      said,
    ]
  }
  const { incident, event } = told
  const moved = event.alarm === null ? undefined : alarms.get(event.alarm)
  return [
    ...times,
    text('playback.incident'),
    incident.id,
    titleOf(desk, incident),
    text.of('incident.event', event.type, event.type),
    text.of('incident.state', event.state, event.state),
    `${NUMERALS[incident.severity]} ${text.of('severity', incident.severity, '')}`,
    moved === undefined ? null : placeOf(desk, moved),
    incident.districts.map((id) => city.label('districts', id, language)).join(text('list.comma')),
    null,
    by === 'system' ? text('system') : by,
    said ?? (moved === undefined ? event.alarm : titleOf(desk, moved)),
  ]
}

const WIDTH = 1920
const HEIGHT = 1080
const HEAD = 90
const LIST = 640
const ROW = 62

/** The picture of a moment: its time, the map, and the most urgent alarms. */
export async function momentPng(
  past: Desk,
  of: {
    readonly map: HTMLCanvasElement | null
    readonly alarms: readonly Alarm[]
    readonly at: number
    readonly title: string
  },
): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const pen = canvas.getContext('2d')
  if (pen === null) return null
  const tokens = getComputedStyle(document.documentElement)
  const paint = (token: string) => tokens.getPropertyValue(token).trim()
  const write = (
    words: string,
    at: { x: number; y: number; size: number; width: number; weight?: number; colour?: string },
  ) => {
    pen.fillStyle = paint(at.colour ?? '--ink')
    pen.font = `${at.weight ?? 400} ${at.size}px system-ui, 'Noto Sans CJK SC', sans-serif`
    pen.fillText(shortened(pen, words, at.width), at.x, at.y)
  }
  const { text, format } = past
  pen.fillStyle = paint('--panel')
  pen.fillRect(0, 0, WIDTH, HEIGHT)
  if (of.map !== null) drawWithin(pen, of.map, { x: 0, y: HEAD, width: WIDTH - LIST, height: HEIGHT - HEAD })
  pen.fillStyle = paint('--ink')
  pen.fillRect(0, 0, WIDTH, HEAD)
  const asAt = text('playback.asat', { at: format.dateTime(of.at) })
  write(`${text('playback.notlive')} · ${asAt} (${new Date(of.at).toISOString()})`, {
    x: 30,
    y: 40,
    size: 30,
    weight: 700,
    width: WIDTH - 60,
    colour: '--page',
  })
  write(of.title, { x: 30, y: 76, size: 24, width: WIDTH - 60, colour: '--page' })
  const left = WIDTH - LIST + 20
  const rows = of.alarms.toSorted(byUrgency)
  const fit = Math.floor((HEIGHT - HEAD - 70) / ROW)
  for (const [i, alarm] of rows.slice(0, fit).entries()) {
    const y = HEAD + 20 + i * ROW
    drawMark(pen, alarm, { x: left, y, paint })
    write(titleOf(past, alarm), {
      x: left + 60,
      y: y + 22,
      size: 22,
      weight: 600,
      width: LIST - 100,
    })
    const more = [text.of('state', alarm.state, alarm.state), whereOf(past, alarm), crossingOf(past, alarm)]
    write(more.filter((one) => one !== '').join(' · '), {
      x: left + 60,
      y: y + 46,
      size: 18,
      width: LIST - 100,
      colour: '--soft',
    })
  }
  const rest = rows.length - fit
  if (rest > 0)
    write(text('playback.png.more', { count: rest }), { x: left, y: HEIGHT - 24, size: 20, width: LIST - 40 })
  if (rows.length === 0)
    write(text('playback.none'), { x: left, y: HEAD + 50, size: 22, width: LIST - 40, colour: '--soft' })
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

function drawMark(
  pen: CanvasRenderingContext2D,
  { severity }: Alarm,
  at: { x: number; y: number; paint: (token: string) => string },
): void {
  const { x, y, paint } = at
  pen.save()
  pen.translate(x, y)
  pen.scale(1.8, 1.8)
  const path = new Path2D(OUTLINES[severity])
  pen.fillStyle = paint(`--${severity}`)
  pen.fill(path)
  pen.lineWidth = 1.6
  pen.strokeStyle = paint('--outline')
  pen.stroke(path)
  pen.fillStyle = paint(`--${severity}-ink`)
  pen.font = '700 11px system-ui, sans-serif'
  pen.textAlign = 'center'
  pen.fillText(NUMERALS[severity], 12, severity === 'orange' ? 19 : 16)
  pen.restore()
}

/** The middle of the picture, as large as it fits. */
function drawWithin(
  pen: CanvasRenderingContext2D,
  map: HTMLCanvasElement,
  box: { x: number; y: number; width: number; height: number },
): void {
  const scale = Math.max(box.width / map.width, box.height / map.height)
  const [width, height] = [box.width / scale, box.height / scale]
  pen.drawImage(
    map,
    (map.width - width) / 2,
    (map.height - height) / 2,
    width,
    height,
    box.x,
    box.y,
    box.width,
    box.height,
  )
}

function shortened(pen: CanvasRenderingContext2D, words: string, width: number): string {
  if (pen.measureText(words).width <= width) return words
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (pen.measureText(`${words.slice(0, middle)}…`).width <= width) low = middle
    else high = middle - 1
  }
  return `${words.slice(0, low)}…`
}

import type { Desk } from '../desk.ts'
import { historyCalls } from './calls.ts'
import { momentPng, timelineCsv } from './export.ts'
import type { Span } from './question.ts'

/** Back to the present: to the incident that was played, else to the overview. */
export function goLive({ route }: Desk, incident: string | null): void {
  route.go(incident === null ? '/' : `/incidents/${encodeURIComponent(incident)}`)
}

/** The address of a moment, put into the clipboard where the browser lets us. */
export function addressOf({ route }: Desk, at: number): string {
  route.patch({ at: String(Math.round(at)) })
  void navigator.clipboard?.writeText(location.href).catch(() => undefined)
  return location.href
}

/** Everything that was told in a span, as a table. */
export async function saveTimeline(desk: Desk, span: Span): Promise<void> {
  const { alarms, incidents } = await historyCalls(desk.api).events(span)
  const csv = timelineCsv(desk, [...alarms, ...incidents])
  save(new Blob([csv], { type: 'text/csv;charset=utf-8' }), `citypulse-timeline-${stamp(span.from)}.csv`)
}

/** The picture of a moment. */
export async function savePicture(past: Desk, of: Parameters<typeof momentPng>[1]): Promise<void> {
  const png = await momentPng(past, of)
  if (png !== null) save(png, `citypulse-${stamp(of.at)}.png`)
}

function stamp(at: number): string {
  return new Date(at).toISOString().replaceAll(/[:.]/g, '')
}

/** Hands a file to the person. */
function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

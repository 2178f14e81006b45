import { html, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import type { Desk } from '../desk.ts'
import { spanAround, spanParams } from './question.ts'

/** "Play this back": the time around an alarm, from when it was raised. */
export function alarmPlayback(desk: Desk, { id, station, raisedAt, clearedAt }: Alarm): TemplateResult {
  const span = spanAround(raisedAt, clearedAt, desk.city.now())
  return playbackLink(desk, { ...spanParams(span), at: String(Math.round(raisedAt)), alarm: id, station })
}

/** The same of what the parameters say. */
export function playbackLink({ route, text }: Desk, params: Readonly<Record<string, string>>): TemplateResult {
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    route.go('/playback', params)
  }
  return html`<a href="/playback?${new URLSearchParams(params).toString()}" @click=${onClick}>${text('playback.this')}</a>`
}

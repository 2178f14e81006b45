import type { TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import type { Desk } from '../desk.ts'
import { pageLink } from '../page-link.ts'
import { spanAround, spanParams } from './question.ts'

/** "Play this back": the time around an alarm, from when it was raised. */
export function alarmPlayback(desk: Desk, { id, station, raisedAt, clearedAt }: Alarm): TemplateResult {
  const span = spanAround(raisedAt, clearedAt, desk.city.now())
  return playbackLink(desk, { ...spanParams(span), at: String(Math.round(raisedAt)), alarm: id, station })
}

/** The same of what the parameters say. */
export function playbackLink(desk: Desk, params: Readonly<Record<string, string>>): TemplateResult {
  return pageLink(desk, desk.text('playback.this'), { path: '/playback', params })
}

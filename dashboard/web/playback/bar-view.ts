import { html, nothing, type TemplateResult } from 'lit'
import type { Desk } from '../desk.ts'
import { textWithTimes } from '../text/time.ts'
import type { PlayClock } from './clock.ts'
import type { PlaybackDeed } from './keys.ts'
import { SPEEDS, type Question } from './question.ts'

/** Says, across the page, that this is not the present, and which moment it is. */
export function bannerView(
  { text, format }: Desk,
  of: { readonly at: number; readonly isWaiting: boolean; readonly counts: string; readonly goLive: () => void },
): TemplateResult {
  const { at, isWaiting, counts, goLive } = of
  return html`<div class="banner">
    <b class="word">${text('playback.notlive')}</b>
    <time class="clock" datetime=${new Date(at).toISOString()} title=${format.utc(at)}>
      ${text('playback.asat', { at: format.dateTime(at) })}
    </time>
    <span>${counts}</span>
    <span role="status">${isWaiting ? text('playback.waiting') : nothing}</span>
    <button class="live" @click=${goLive}>${text('playback.live')} <kbd>t</kbd></button>
  </div>`
}

/** The address of a moment, to be handed on. */
export interface Shared {
  readonly at: number
  readonly address: string
}

interface Controls {
  readonly clock: PlayClock
  readonly question: Question
  readonly shared: Shared | null
  readonly isBusy: boolean
  readonly report: TemplateResult
  do(deed: PlaybackDeed): void
  speed(speed: number): void
  show(what: 'incident' | 'city'): void
  share(): void
  csv(): void
  png(): void
  choose(): void
}

/** Everything that keys do, as buttons, and the ways out. */
export function controlsView(desk: Desk, of: Controls): TemplateResult {
  const { text } = desk
  const { clock, question } = of
  const button = (deed: PlaybackDeed, sign: string, label: string, key: string) =>
    html`<button aria-label=${`${sign} ${label}`} title=${`${label} (${key})`} @click=${() => of.do(deed)}>${sign}</button>`
  return html`<div class="bar row">
    <div class="row tight" role="group" aria-label=${text('playback.controls')}>
      ${button('start', '|◂', text('playback.do.start'), 'Home')}
      ${button('earlier', '−1′', text('playback.do.earlier'), 'Shift ←')}
      ${button('previous', '◂', text('playback.do.previous'), '←')}
      <button class="main play" aria-label=${text(clock.isPlaying ? 'playback.do.pause' : 'playback.do.play')} @click=${() => of.do('toggle')}>
        ${clock.isPlaying ? '❚❚' : '▶'}
      </button>
      ${button('next', '▸', text('playback.do.next'), '→')}
      ${button('later', '+1′', text('playback.do.later'), 'Shift →')}
      ${button('end', '▸|', text('playback.do.end'), 'End')}
    </div>
    <label class="row">${text('playback.speed')}
      <select @change=${(event: Event) => of.speed(Number((event.target as HTMLSelectElement).value))}>
        ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === clock.speed}>${speed}×</option>`)}
      </select>
    </label>
    <div class="row tight" role="group" aria-label=${text('playback.loop')}>
      ${button('loop-from', '[', text('playback.do.loop-from'), '[')}
      ${button('loop-to', ']', text('playback.do.loop-to'), ']')}
      ${question.loop === null ? nothing : html`<button @click=${() => of.do('loop-off')}>${text('playback.do.loop-off')}</button>`}
    </div>
    ${
      question.incident === null
        ? nothing
        : html`<div class="row tight" role="group" aria-label=${text('playback.show')}>
            ${(['incident', 'city'] as const).map(
              (what) =>
                html`<button aria-pressed=${question.show === what} @click=${() => of.show(what)}>${text.of('playback.show', what, what)}</button>`,
            )}
          </div>`
    }
    <div class="row end">
      <button @click=${of.choose}>${text('playback.choose')}</button>
      <button @click=${of.share}>${text('playback.share')}</button>
      <button ?disabled=${of.isBusy} @click=${of.csv}>${text('playback.csv')}</button>
      <button @click=${of.png}>${text('playback.png')}</button>
      ${of.report}
    </div>
    ${
      of.shared === null
        ? nothing
        : html`<label class="row shared">${textWithTimes(desk, 'playback.shared', { times: { at: of.shared.at } })} <input readonly .value=${of.shared.address} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /></label>`
    }
  </div>`
}

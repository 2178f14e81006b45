import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { FAIL } from '../../../domain/flag.ts'
import type { ValueSpec } from '../../../domain/kind.ts'
import type { Latest, StationEntry } from '../../../domain/wire.ts'
import type { KindFacts } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { FLAG_LETTERS } from '../text/flag.ts'
import { printedUnit } from '../text/unit.ts'
import { textWithTimes } from '../text/time.ts'

/** Whether a station is there, what it reads now and how far that can be trusted. */
export class StationLive extends DeskElement {
  static override properties: PropertyDeclarations = { station: { attribute: false }, wide: { type: Boolean } }

  static override styles = [controls, liveStyles()]

  declare station: StationEntry
  /** With the age of every value, for a whole page. */
  declare wide: boolean
  protected readonly follows = ['stations', 'clock', 'connection'] as const
  #asked = ''

  override render(): TemplateResult {
    const { text, city } = this.desk
    const entry = this.station
    const kind = city.kind(entry.kind)
    const reading = city.latest.get(entry.id)
    if (this.#asked !== entry.id) {
      this.#asked = entry.id
      city.askLatest(entry.id).catch(() => (this.#asked = ''))
    }
    return html`
      ${this.#presence(entry, reading)} ${this.#lock(entry)}
      ${
        entry.locked !== undefined
          ? nothing
          : reading === undefined || kind === undefined
            ? html`<p class="empty">${text(entry.presence.state === 'unknown' ? 'station.never' : 'station.none', { every: entry.everySeconds })}</p>`
            : html`${this.#index(entry, kind, reading)} ${this.#values(entry, kind, reading)}`
      }
    `
  }

  /** Readings of another department, that have to be asked for. */
  #lock({ locked }: StationEntry): TemplateResult | typeof nothing {
    if (locked === undefined) return nothing
    const { text, city } = this.desk
    const owner = city.label('departments', locked.ask, this.language)
    const why = locked.sharing === 'withheld' ? 'station.locked.withheld' : 'station.locked.on-demand'
    return html`<p class="locked"><span aria-hidden="true">🔒</span> ${text(why, { owner })}</p>`
  }

  #presence(entry: StationEntry, reading: Latest | undefined): TemplateResult {
    const { city, text, format } = this.desk
    const { state, reason, since } = entry.presence
    const age = city.freshness(entry.id)
    return html`<p class="presence ${city.look(entry.id)}">
      <b>${text.of('presence', state, state)}</b> · ${text.of('reason', reason, reason)}
      ${since > 0 ? html`· ${textWithTimes(this.desk, 'station.since', { times: { at: since }, values: { span: format.span(city.shownAt() - since) } })}` : nothing}
      ${
        reading === undefined || age === 'live' || age === 'none'
          ? nothing
          : html`<br /><b>${text.of('fresh', age, age)}</b>: ${text('station.age', {
              span: format.span(city.shownAt() - reading.ts),
              every: format.span(entry.everySeconds * 1000),
            })}`
      }
    </p>`
  }

  #index(entry: StationEntry, kind: KindFacts, reading: Latest): TemplateResult | typeof nothing {
    const { text, format, city } = this.desk
    const { index } = kind
    if (index === null) return nothing
    const found = reading.indices[index.id] ?? Object.values(reading.indices)[0]
    const level = found === undefined || found.level === 0 ? undefined : index.levels[found.level - 1]
    if (found === undefined || level === undefined)
      return html`<p class="index"><b>${this.name(index.label)}</b> <span class="soft">${text('station.index.none')}</span></p>`
    const factors = found.factors.map((name) => {
      const spec = kind.values[name]
      return spec === undefined ? name : this.name(spec.label)
    })
    const age = city.freshness(entry.id)
    return html`<p class="index ${age}">
      <b>${this.name(index.label)}</b>
      ${found.value === null ? nothing : html`<span class="big">${format.number(found.value, index.decimals)}</span> ${printedUnit(index.unit, text)}`}
      <span class="chip"><i .style=${age === 'stale' ? '' : `background:${level.colour}`}></i>${this.name(level.label)}</span>
      ${factors.length === 0 ? nothing : html`<span class="soft">${text('station.factors', { names: factors.join(text('list.comma')) })}</span>`}
    </p>`
  }

  #values(entry: StationEntry, kind: KindFacts, reading: Latest): TemplateResult {
    const { text, format, city } = this.desk
    const age = city.freshness(entry.id)
    return html`<table class="values ${age}">
      <caption class="soft small">
        ${textWithTimes(this.desk, 'station.reading', { times: { at: reading.ts }, values: { span: format.span(city.shownAt() - reading.ts) } })}
      </caption>
      <thead class="hidden-visually">
        <tr><th>${text('station.value')}</th><th>${text('station.figure')}</th><th>${text('station.quality')}</th>${this.wide ? html`<th>${text('station.age.of')}</th>` : nothing}</tr>
      </thead>
      <tbody>
        ${Object.entries(kind.values).map(([name, spec]) => this.#value(spec, { value: reading.values[name], flag: reading.flags[name] ?? 1, age: format.span(city.shownAt() - reading.ts) }))}
      </tbody>
    </table>`
  }

  #value(
    spec: ValueSpec,
    { value, flag, age }: { readonly value: number | undefined; readonly flag: number; readonly age: string },
  ): TemplateResult {
    const { text, format } = this.desk
    const figure = value === undefined ? '–' : format.number(value, spec.decimals)
    const unit = printedUnit(spec.unit, text)
    const span = flag === FAIL ? spec.fail : spec.suspect
    const isOutside = value !== undefined && span !== undefined && (value < span[0] || value > span[1])
    const bounds = isOutside ? text('station.bounds', { low: span[0], high: span[1] }) : ''
    const isDoubtful = flag !== 1
    return html`<tr class=${isDoubtful ? 'doubt' : ''}>
      <th scope="row">${this.name(spec.label)}</th>
      <td class="figure">${isDoubtful ? `[${figure}]` : figure} <small>${unit}</small></td>
      <td class="small">
        ${
          isDoubtful
            ? html`<b class="flag">${FLAG_LETTERS[flag] ?? flag}</b> ${text.of('flag', String(flag), '')}
              <span class="soft">${bounds}</span>`
            : spec.suspect === undefined
              ? nothing
              : html`<span class="soft">${text('station.usual', { low: spec.suspect[0], high: spec.suspect[1] })}</span>`
        }
      </td>
      ${this.wide ? html`<td class="small soft">${value === undefined ? text('station.absent') : age}</td>` : nothing}
    </tr>`
  }
}

customElements.define('station-live', StationLive)

function liveStyles() {
  return css`
    :host {
      display: flex;
      flex-direction: column;
      gap: 0.5rem;
    }
    .presence {
      border-left: 0.3rem solid var(--line-strong);
      padding: 0.2rem 0.6rem;
    }
    .presence.hollow,
    .presence.slashed {
      border-left: 0.3rem dashed var(--ink);
      background: var(--raised);
    }
    .empty {
      border: 1px dashed var(--line-strong);
      padding: 1rem;
    }
    .index {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0.3rem 0.7rem;
    }
    .big {
      font-size: 1.6rem;
      font-weight: 700;
      line-height: 1;
    }
    .index.late :is(.big, .chip) {
      opacity: 0.7;
    }
    .index.stale {
      background: repeating-linear-gradient(135deg, transparent 0 6px, color-mix(in srgb, var(--line) 45%, transparent) 6px 8px);
    }
    .index.stale :is(.big, .chip) {
      color: var(--data);
      font-weight: 400;
      text-decoration: line-through;
    }
    .chip {
      display: inline-flex;
      align-items: center;
      gap: 0.35rem;
      border: 1px solid var(--line-strong);
      border-radius: 0.2rem;
      padding: 0 0.4rem;
      background: var(--raised);
    }
    .chip i {
      width: 0.9rem;
      height: 0.9rem;
      border: 1px solid var(--outline);
    }
    table {
      border-collapse: collapse;
      width: 100%;
    }
    caption {
      text-align: left;
      padding-bottom: 0.2rem;
    }
    th {
      font-weight: 400;
      text-align: left;
    }
    tbody :is(th, td) {
      border-top: 1px solid var(--line);
      padding: 0.08rem 0.3rem 0.08rem 0;
    }
    .figure {
      text-align: right;
      font-weight: 600;
      white-space: nowrap;
      padding-right: 0.9rem;
    }
    .figure small {
      display: inline-block;
      min-width: 3.2rem;
      text-align: left;
      font-weight: 400;
      color: var(--soft);
    }
    .values.late .figure {
      opacity: 0.7;
    }
    .values.late .figure small {
      color: var(--ink);
    }
    .values.stale .figure {
      color: var(--data);
      font-weight: 400;
      text-decoration: line-through;
    }
    .values.stale tbody {
      background: repeating-linear-gradient(135deg, transparent 0 6px, color-mix(in srgb, var(--line) 45%, transparent) 6px 8px);
    }
    .doubt .figure {
      font-weight: 400;
    }
    .flag {
      border: 1.5px solid var(--ink);
      padding: 0 0.3em;
    }
  `
}

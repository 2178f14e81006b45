import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { FAIL } from '../../../domain/flag.ts'
import type { ValueSpec } from '../../../domain/kind.ts'
import type { Latest, StationEntry } from '../../../domain/wire.ts'
import { byUrgency, isWaiting } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import type { KindFacts } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'
import './station-history.ts'

const FLAG_LETTERS: Readonly<Record<number, string>> = { 2: 'N', 3: 'S', 4: 'F', 9: 'M' }

/** One station: whether it is there, what it reads and how far that can be trusted, its past and its alarms. */
export class StationPanel extends DeskElement {
  static override properties: PropertyDeclarations = { station: {} }

  static override styles = [controls, markStyles, panelStyles()]

  /** Id of the station. */
  declare station: string
  protected readonly follows = ['stations', 'alarms', 'clock', 'connection', 'route'] as const
  #asked = ''

  override render(): TemplateResult {
    const { text, city, route } = this.desk
    const entry = city.stations.get(this.station)
    if (this.#asked !== this.station) {
      this.#asked = this.station
      city.askLatest(this.station).catch(() => (this.#asked = ''))
    }
    return html`
      <header class="row">
        <h2>${entry === undefined ? text('station.title') : this.name(entry.name)}</h2>
        <button class="plain" aria-label=${text('do.close')} @click=${() => route.patch({ station: null })}>✕</button>
      </header>
      ${entry === undefined ? html`<p class="soft">${text(city.stations.size === 0 ? 'loading' : 'station.unknown')}</p>` : this.#body(entry)}
    `
  }

  #body(entry: StationEntry): TemplateResult {
    const { city, text } = this.desk
    const kind = city.kind(entry.kind)
    const reading = city.latest.get(entry.id)
    return html`
      <p class="soft">
        ${kind === undefined ? entry.kind : this.name(kind.label)} · ${city.label('districts', entry.district, this.language)} ·
        ${city.label('departments', entry.owner, this.language)} · <code>${entry.id}</code>
        ${entry.simulated === true ? html`<span class="tag">${text('station.simulated')}</span>` : nothing}
      </p>
      ${this.#presence(entry, reading)}
      ${
        reading === undefined || kind === undefined
          ? html`<p class="empty">${text(entry.presence.state === 'unknown' ? 'station.never' : 'station.none', { every: entry.everySeconds })}</p>`
          : html`${this.#index(kind, reading)} ${this.#values(entry, kind, reading)}`
      }
      ${kind === undefined ? nothing : html`<station-history .desk=${this.desk} .station=${entry} .kind=${kind}></station-history>`}
      ${this.#alarms(entry)}
    `
  }

  #presence(entry: StationEntry, reading: Latest | undefined): TemplateResult {
    const { city, text, format } = this.desk
    const { state, reason, since } = entry.presence
    const age = city.freshness(entry.id)
    return html`<p class="presence ${city.look(entry.id)}">
      <b>${text.of('presence', state, state)}</b> · ${text.of('reason', reason, reason)} ·
      ${text('station.since', { at: format.dateTime(since), span: format.span(city.shownAt() - since) })}
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

  #index(kind: KindFacts, reading: Latest): TemplateResult | typeof nothing {
    const { text, format } = this.desk
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
    return html`<p class="index">
      <b>${this.name(index.label)}</b>
      ${found.value === null ? nothing : html`<span class="big">${format.number(found.value, index.decimals)}</span> ${printedUnit(index.unit, text)}`}
      <span class="chip"><i .style=${`background:${level.colour}`}></i>${this.name(level.label)}</span>
      ${factors.length === 0 ? nothing : html`<span class="soft">${text('station.factors', { names: factors.join(text('list.comma')) })}</span>`}
    </p>`
  }

  #values(entry: StationEntry, kind: KindFacts, reading: Latest): TemplateResult {
    const { text, format, city } = this.desk
    const age = city.freshness(entry.id)
    return html`<table class="values ${age}">
      <caption class="soft small">
        ${text('station.reading', { at: format.dateTime(reading.ts), span: format.span(city.shownAt() - reading.ts) })}
      </caption>
      <thead class="hidden-visually">
        <tr><th>${text('station.value')}</th><th>${text('station.figure')}</th><th>${text('station.quality')}</th></tr>
      </thead>
      <tbody>
        ${Object.entries(kind.values).map(([name, spec]) => this.#value(spec, reading.values[name], reading.flags[name] ?? 1))}
      </tbody>
    </table>`
  }

  #value(spec: ValueSpec, value: number | undefined, flag: number): TemplateResult {
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
    </tr>`
  }

  #alarms(entry: StationEntry): TemplateResult {
    const { text, city, format, route } = this.desk
    const alarms = [...city.alarms.values()].filter((alarm) => alarm.station === entry.id).toSorted(byUrgency)
    return html`<section>
      <h3>${text('station.alarms')}</h3>
      ${alarms.length === 0 ? html`<p class="soft">${text('station.alarms.none')}</p>` : nothing}
      <ul>
        ${alarms.map(
          (alarm) => html`<li>
            <button class="plain alarm" @click=${() => route.patch({ alarm: alarm.id })}>
              ${severityMark(alarm.severity, isWaiting(alarm))}
              <span>${text.of('severity', alarm.severity, '')} · ${this.name(alarm.label)}</span>
              <span class="soft">${text.of('state', alarm.state, '')} · ${format.span(city.shownAt() - alarm.raisedAt)}</span>
            </button>
          </li>`,
        )}
      </ul>
    </section>`
  }
}

customElements.define('station-panel', StationPanel)

function panelStyles() {
  return css`
    :host {
      display: flex;
      flex-direction: column;
      gap: 0.5rem;
      padding: 0.4rem 0.9rem 1.5rem;
      overflow-y: auto;
    }
    header {
      justify-content: space-between;
      flex-wrap: nowrap;
    }
    code {
      font-family: var(--mono);
      font-size: 0.86rem;
    }
    .tag {
      border: 1px dashed var(--line-strong);
      border-radius: 0.2rem;
      padding: 0 0.3rem;
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
    .alarm {
      display: flex;
      gap: 0.6rem;
      align-items: center;
      width: 100%;
      text-align: left;
      flex-wrap: wrap;
      padding: 0.3rem 0;
    }
  `
}

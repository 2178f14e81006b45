import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { lineSample } from '../chart/chart-legend.ts'
import { chartStyles } from '../chart/chart-style.ts'
import { createCursor } from '../chart/cursor.ts'
import { MOST_LINES } from '../chart/line-look.ts'
import { spanButtons, spanStyles } from '../chart/span-buttons.ts'
import type { Window } from '../chart/window.ts'
import { createWindowKeeper, type WindowKeeper } from '../chart/window-keeper.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { goOn, stationPath } from '../stations/address.ts'
import { type BandsOf, createCompareBands } from './bands.ts'
import './compare-chart.ts'
import {
  groupsOf,
  type KnownLine,
  lineParam,
  type LineGroup,
  type LineKey,
  linesOf,
  linesParam,
  MOST_COMPARED,
  namesOf,
} from './lines.ts'
import './line-finder.ts'
import type { LineFinder } from './line-finder.ts'

/** Values of stations on one time axis. All of it stands in the address. */
export class ComparePage extends DeskElement {
  static override properties: PropertyDeclarations = {}
  static override styles = [controls, chartStyles, spanStyles, pageStyles()]

  protected readonly follows = ['route', 'stations', 'alarms', 'connection'] as const
  readonly #cursor = createCursor()
  #keeper: WindowKeeper | undefined
  #bandsOf: BandsOf | undefined
  #groups: readonly LineGroup[] = []
  #groupsOf = ''
  #stopKeys: (() => void) | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    const onKey = (event: KeyboardEvent) => this.#press(event)
    window.addEventListener('keydown', onKey, { capture: true })
    this.#stopKeys = () => window.removeEventListener('keydown', onKey, { capture: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stopKeys?.()
  }

  override render(): TemplateResult {
    const { desk } = this
    const { text, route, city } = desk
    this.#keeper ??= createWindowKeeper(route, () => this.requestUpdate())
    const keeper = this.#keeper
    this.#bandsOf ??= createCompareBands(desk, () => this.requestUpdate())
    const bandsOf = this.#bandsOf
    const window = keeper.get(city.now())
    const lines = linesOf(route.param('lines'))
    const groups = this.#grouped(lines)
    return html`
      <div class="bar row">
        <h1>${text('nav.compare')}</h1>
        <line-finder
          .desk=${desk}
          .lines=${lines}
          @take=${(event: CustomEvent<LineKey>) => this.#set([...lines, event.detail])}
          @untake=${() => this.#set(lines.slice(0, -1))}
        ></line-finder>
        ${spanButtons(desk, window.span, keeper)}
      </div>
      ${lines.length === 0 ? html`<p class="empty">${text('compare.none')}</p>` : this.#chips(lines, groups)}
      ${lines.length === 0 ? nothing : html`<p class="soft small hint">${text('chart.hint')}</p>`}
      <div class="charts">
        ${groups.map(
          (group) =>
            html`<compare-chart
              .desk=${desk}
              .group=${group}
              .all=${lines}
              .bandsOf=${bandsOf}
              .window=${window}
              .cursor=${this.#cursor}
              @window=${(event: CustomEvent<Window | null>) => keeper.go(event.detail)}
            ></compare-chart>`,
        )}
      </div>
    `
  }

  /** Each line with its dash, as in its chart; what the registry does not know is named and can be taken away. */
  #chips(lines: readonly LineKey[], groups: readonly LineGroup[]): TemplateResult {
    const { text, route, city } = this.desk
    const known = new Set(groups.flatMap((group) => group.lines.map(lineParam)))
    const unknown = lines.filter((line) => !known.has(lineParam(line)))
    const isKnown = city.stations.size > 0
    const chip = (key: LineKey, label: string, place: number | null) => html`<li>
      ${place === null ? nothing : lineSample(place)}
      <a href=${stationPath(key.station)} @click=${(event: MouseEvent) => goOn(event, () => route.go(stationPath(key.station)))}>${label}</a>
      <button class="plain" aria-label=${text('compare.remove', { name: label })} @click=${() => this.#set(lines.filter((one) => lineParam(one) !== lineParam(key)))}>✕</button>
    </li>`
    return html`<ul class="chips" aria-label=${text('compare.lines')}>
      ${groups.flatMap((group) => {
        const names = namesOf(group.lines, this.language)
        return group.lines.map((line, i) => chip(line, names[i] ?? line.station, i))
      })}
      ${isKnown ? unknown.map((key) => chip(key, text('compare.unknown', { name: lineParam(key) }), null)) : nothing}
      <li class="end">
        <span class="soft small">${text('compare.count', { count: lines.length, most: MOST_COMPARED })}</span>
        <button @click=${() => this.#set([])}>${text('compare.clear')}</button>
      </li>
    </ul>`
  }

  /** The same groups until other lines are asked for or a station changes: charts ask again for new ones. */
  #grouped(lines: readonly LineKey[]): readonly LineGroup[] {
    const { city } = this.desk
    const known = lines.flatMap((key): readonly KnownLine[] => {
      const entry = city.stations.get(key.station)
      const kind = entry && city.kind(entry.kind)
      const spec = kind?.values[key.value]
      return entry && kind && spec ? [{ ...key, entry, kind, spec }] : []
    })
    const of = JSON.stringify(known.map(({ entry, value }) => [entry.id, entry.name, entry.everySeconds, value]))
    if (of !== this.#groupsOf) this.#groups = groupsOf(known, MOST_LINES)
    this.#groupsOf = of
    return this.#groups
  }

  #set(lines: readonly LineKey[]): void {
    this.desk.route.patch({ lines: linesParam(lines.slice(0, MOST_COMPARED)) })
  }

  #press(event: KeyboardEvent): void {
    if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey) return
    const [target] = event.composedPath()
    if (!(target instanceof HTMLElement) || target.closest('input, textarea, select, dialog[open]') !== null) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.renderRoot.querySelector<LineFinder>('line-finder')?.focus()
  }
}

customElements.define('compare-page', ComparePage)

function pageStyles() {
  return css`
    :host {
      display: block;
      overflow: auto;
      min-height: 0;
      padding-bottom: 2rem;
    }
    .bar {
      padding: 0.5rem 0.8rem;
      gap: 0.5rem 1.2rem;
    }
    .empty {
      padding: 2rem;
      color: var(--soft);
      max-width: 50rem;
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: 0.3rem 0.6rem;
      padding: 0 0.8rem 0.5rem;
    }
    .chips li {
      display: flex;
      align-items: center;
      gap: 0.4rem;
      border: 1px solid var(--line-strong);
      border-radius: 0.2rem;
      padding-left: 0.5rem;
      background: var(--raised);
    }
    .chips li.end {
      border: 0;
      background: none;
      margin-left: auto;
    }
    .hint {
      padding: 0 0.8rem 0.4rem;
    }
    .charts {
      display: grid;
      gap: 0.7rem;
      padding: 0 0.8rem;
    }
    compare-chart {
      background: var(--panel);
      border: 1px solid var(--line);
      padding: 0.7rem 0.9rem;
      min-width: 0;
    }
  `
}

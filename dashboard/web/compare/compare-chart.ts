import { css, html, type PropertyDeclarations, type TemplateResult } from 'lit'
import { AskedChart } from '../chart/asked-chart.ts'
import { loadLine, type Loaded } from '../chart/load.ts'
import type { Picture } from '../chart/picture.ts'
import type { Window } from '../chart/window.ts'
import { printedUnit } from '../text/unit.ts'
import { type BandsOf, bandsOfLines } from './bands.ts'
import { type LineGroup, type LineKey, limitsOf, lineParam, namesOf, valuesOf } from './lines.ts'

type ByLine = ReadonlyMap<string, Loaded>

/** Lines of one unit on one axis. */
export class CompareChart extends AskedChart<ByLine> {
  static override properties: PropertyDeclarations = {
    group: { attribute: false },
    all: { attribute: false },
    bandsOf: { attribute: false },
  }

  static override styles = [
    ...AskedChart.styles,
    css`
      chart-view {
        --chart-height: 18rem;
      }
    `,
  ]

  declare group: LineGroup
  /** Of every chart of the page. */
  declare all: readonly LineKey[]
  declare bandsOf: BandsOf

  protected override heading(): TemplateResult {
    const { text } = this.desk
    const { lines, unit } = this.group
    const title = valuesOf(lines, this.language).join(text('list.comma'))
    return html`<h2>${title} <small class="soft">${printedUnit(unit, text)}</small></h2>`
  }

  protected override get of(): string {
    return this.group.lines.map(lineParam).join()
  }

  protected override async ask(shown: Window): Promise<ByLine> {
    const { lines } = this.group
    const how = { pixels: this.clientWidth || 800, withRange: lines.length === 1 }
    return new Map(
      await Promise.all(
        lines.map(async (line) => {
          const of = { station: line.station, value: line.value, everySeconds: line.entry.everySeconds }
          return [lineParam(line), await loadLine(this.desk.api, of, shown, how)] as const
        }),
      ),
    )
  }

  protected override get parts(): readonly unknown[] {
    return [this.all.map(lineParam).join(), ...this.group.lines.map(({ entry }) => this.bandsOf(entry))]
  }

  /** Lines that stay keep what is known of them while one is added. */
  protected override build(loaded: { readonly answer: ByLine } | null): Picture {
    const { text } = this.desk
    const { lines, unit: code } = this.group
    const names = namesOf(lines, this.language)
    const unit = printedUnit(code, text)
    return {
      title: text('compare.of', { names: names.join(text('list.comma')) }),
      unit,
      decimals: Math.max(...lines.map(({ spec }) => spec.decimals)),
      ...this.shown,
      lines: lines.map((line, i) => ({
        id: lineParam(line),
        label: names[i] ?? line.station,
        unit,
        decimals: line.spec.decimals,
        ...(loaded?.answer.get(lineParam(line)) ?? NOTHING),
      })),
      isBeside: this.all.length > 1,
      limits: limitsOf(lines, this.language),
      bands: bandsOfLines(lines, this.bandsOf, { shown: this.shown, language: this.language, all: this.all }),
    }
  }
}

const NOTHING: Loaded = { points: [], intervalMs: 60_000, range: null }

customElements.define('compare-chart', CompareChart)

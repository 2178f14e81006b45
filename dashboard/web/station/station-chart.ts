import type { PropertyDeclarations } from 'lit'
import type { StationEntry } from '../../../domain/wire.ts'
import type { KindFacts } from '../api.ts'
import { AskedChart } from '../chart/asked-chart.ts'
import { bandsIn } from '../chart/bands.ts'
import { loadLine, type Loaded } from '../chart/load.ts'
import type { Band, Picture } from '../chart/picture.ts'
import { gapsIn, type Window } from '../chart/window.ts'
import { printedUnit } from '../text/unit.ts'

/** The past of one value of a station, with what happened meanwhile. */
export class StationChart extends AskedChart<Loaded> {
  static override properties: PropertyDeclarations = {
    station: { attribute: false },
    kind: { attribute: false },
    value: {},
    bands: { attribute: false },
  }

  declare station: StationEntry
  declare kind: KindFacts
  declare value: string
  declare bands: readonly Band[]

  constructor() {
    super()
    this.bands = []
  }

  protected override get of(): string {
    return `${this.station.id} ${this.value}`
  }

  protected override ask(shown: Window): Promise<Loaded> {
    const { id, everySeconds } = this.station
    const pixels = this.clientWidth || 400
    return loadLine(this.desk.api, { station: id, value: this.value, everySeconds }, shown, { pixels, withRange: true })
  }

  protected override get parts(): readonly unknown[] {
    return [this.bands]
  }

  protected override build(loaded: { readonly of: string; readonly answer: Loaded } | null): Picture | null {
    const spec = this.kind.values[this.value]
    if (spec === undefined) return null
    const { text, city } = this.desk
    const { points, intervalMs, range } = loaded?.of === this.of ? loaded.answer : NOTHING
    const unit = printedUnit(spec.unit, text)
    const label = this.name(spec.label)
    const gaps = gapsIn(points, intervalMs, this.shown, city.shownAt())
    return {
      title: `${this.name(this.station.name)} · ${label}`,
      unit,
      decimals: spec.decimals,
      ...this.shown,
      lines: [{ id: this.of, label, unit, decimals: spec.decimals, points, intervalMs, range }],
      limits: (spec.limits ?? []).map((limit) => ({ at: limit.at, label: this.name(limit.label) })),
      bands: [
        ...bandsIn(this.bands, this.shown).map((band) => this.#own(band)),
        ...gaps.map((gap): Band => ({ ...gap, kind: 'gap', label: '' })),
      ],
    }
  }

  /** An alarm of another value is told of, not drawn behind this one. */
  #own(band: Band): Band {
    const { value = null } = band
    return value === null || value === this.value ? band : { ...band, isAside: true }
  }
}

const NOTHING: Loaded = { points: [], intervalMs: 60_000, range: null }

customElements.define('station-chart', StationChart)

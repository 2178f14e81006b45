import { html, nothing, svg, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import type { Api } from '../api.ts'

type Point = readonly [number, number | null]

const SPAN_MS = 3_600_000
const AFTER_MS = 900_000
const FRESH_MS = 60_000
const AT_ONCE = 3
const WIDTH = 100
const HEIGHT = 24

/** The last hour of what an alarm is about, asked for only where it is seen. */
export interface SparkBook {
  /** What is known by now; asks for it when that is nothing, or old. Null: there is nothing to draw. */
  of(alarm: Alarm, now: number): readonly Point[] | null
}

/** `onChange` is called when an answer has come. Few questions are open at once, and rows that went by are not asked for. */
export function createSparkBook(api: Pick<Api, 'series'>, onChange: () => void): SparkBook {
  const known = new Map<string, { readonly at: number; readonly points: readonly Point[] }>()
  let wanted = new Map<string, { readonly alarm: Alarm; readonly now: number }>()
  let open = 0

  function ask(): void {
    while (open < AT_ONCE) {
      // The newest wish first: what was scrolled past may wait.
      const key = [...wanted.keys()].at(-1)
      const wish = key === undefined ? undefined : wanted.get(key)
      if (key === undefined || wish === undefined) return
      wanted.delete(key)
      const { alarm, now } = wish
      const to = alarm.clearedAt === null ? now : Math.min(now, alarm.clearedAt + AFTER_MS)
      known.set(key, { at: now, points: known.get(key)?.points ?? [] })
      open += 1
      api
        .series({
          station: alarm.station,
          value: alarm.value ?? '',
          from: to - SPAN_MS,
          to,
          every: '2m',
          aggregate: 'mean',
        })
        .then(
          ({ points }) => {
            known.set(key, { at: now, points: points.map(([at, value]) => [at, value]) })
            onChange()
          },
          // A line that cannot be drawn is left out; the figure beside it says what matters.
          () => undefined,
        )
        .finally(() => {
          open -= 1
          ask()
        })
    }
  }

  return {
    of(alarm, now) {
      if (alarm.value === null || alarm.kind === MONITOR) return null
      const key = `${alarm.station} ${alarm.value} ${alarm.clearedAt ?? ''}`
      const found = known.get(key)
      const isOld = found === undefined || (alarm.clearedAt === null && now - found.at > FRESH_MS)
      if (isOld) {
        if (wanted.size > 60) wanted = new Map([...wanted].slice(-30))
        wanted.set(key, { alarm, now })
        queueMicrotask(ask)
      }
      return found?.points ?? []
    },
  }
}

/** The points as a line that breaks at gaps, with the limit dashed; the scale is its own. */
export function sparkline(points: readonly Point[], limit: number | null): TemplateResult | typeof nothing {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]))
  const [first] = points
  const last = points.at(-1)
  if (values.length < 2 || first === undefined || last === undefined) return nothing
  const all = limit === null ? values : [...values, limit]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const x = (at: number) => ((at - first[0]) / Math.max(1, last[0] - first[0])) * WIDTH
  const y = (value: number) => HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4)
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${limit === null ? nothing : svg`<line x1="0" x2=${WIDTH} y1=${y(limit)} y2=${y(limit)}></line>`}
    ${runsOf(points).map((run) => svg`<polyline points=${run.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}></polyline>`)}
  </svg>`
}

/** Points between gaps. A gap is a bucket without a value, or a step more than twice as long as the shortest. */
export function runsOf(points: readonly Point[]): readonly (readonly (readonly [number, number])[])[] {
  const steps = points.slice(1).map(([at], i) => at - (points[i]?.[0] ?? at))
  const longest = Math.min(...steps.filter((step) => step > 0)) * 2
  const runs: [number, number][][] = []
  let before: number | null = null
  for (const [at, value] of points) {
    if (value === null) before = null
    else {
      if (before === null || at - before > longest) runs.push([])
      runs.at(-1)?.push([at, value])
      before = at
    }
  }
  return runs
}

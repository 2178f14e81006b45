import { LineChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { Label, Language } from '../../../domain/label.ts'
import type { Format } from '../text/format.ts'

use([LineChart, ScatterChart, GridComponent, TooltipComponent, MarkLineComponent, AriaComponent, CanvasRenderer])

export interface History {
  readonly name: string
  readonly unit: string
  readonly decimals: number
  /** UTC ms. */
  readonly from: number
  readonly to: number
  readonly points: readonly (readonly [number, number | null, number])[]
  readonly limits: readonly { readonly at: number; readonly label: Label }[]
  readonly words: { readonly suspect: string; readonly fail: string }
}

export interface HistoryChart {
  draw(history: History, format: Format, language: Language): void
  dispose(): void
}

const SUSPECT = 3
const FAIL = 4

/** A line of one value over time, in the city's clock, with its limits and its doubtful points. */
export function openHistoryChart(box: HTMLElement): HistoryChart {
  const chart: EChartsType = init(box, null, { renderer: 'canvas' })
  const watcher = new ResizeObserver(() => chart.resize({ animation: { duration: 0 } }))
  watcher.observe(box)

  return {
    draw(history, format, language) {
      chart.setOption(optionOf(history, format, language, getComputedStyle(box)), { notMerge: true })
    },
    dispose() {
      watcher.disconnect()
      chart.dispose()
    },
  }
}

function optionOf(history: History, format: Format, language: Language, tokens: CSSStyleDeclaration) {
  const paint = (token: string) => tokens.getPropertyValue(token).trim()
  const size = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.82)
  // Drawn in UTC with shifted times: the axis then breaks at the city's midnight whatever the browser's zone is.
  const offset = format.offset(history.to)
  const wall = (at: number) => at + offset
  const figure = (value: number) => format.number(value, history.decimals)
  const line = history.points.map(([at, value, flag]) => [wall(at), flag === FAIL ? null : value, flag])
  const marked = (flag: number) =>
    history.points.filter((p) => p[2] === flag && p[1] !== null).map(([at, value]) => [wall(at), value])
  const values = history.points.flatMap(([, value, flag]) => (value === null || flag === FAIL ? [] : [value]))
  const [low, high] = extent(
    values,
    history.limits.map((limit) => limit.at),
  )
  const axis = {
    axisLine: { lineStyle: { color: paint('--line-strong') } },
    axisLabel: { color: paint('--soft'), fontSize: size },
  }
  const symbol = Math.round(size * 0.75)
  return {
    useUTC: true,
    animation: false,
    aria: { enabled: true },
    grid: { left: 8, right: 12, top: size * 2.2, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      // The shadow root cannot reach a box outside of it, and text is enough.
      renderMode: 'richText',
      backgroundColor: paint('--raised'),
      borderColor: paint('--line-strong'),
      textStyle: { color: paint('--ink'), fontSize: size },
      axisPointer: { lineStyle: { color: paint('--line-strong') } },
      formatter(items: { data: [number, number | null, number?]; seriesName?: string }[]) {
        const [item] = items
        if (item === undefined) return ''
        const [at, value] = item.data
        const doubts = items.slice(1).map((other) => `\n${other.seriesName ?? ''}`)
        return `${format.dateTime(at - offset)}\n${value === null ? '–' : figure(value)} ${history.unit}${doubts.join('')}`
      },
    },
    xAxis: {
      type: 'time',
      min: wall(history.from),
      max: wall(history.to),
      splitNumber: 5,
      ...axis,
      axisLabel: { ...axis.axisLabel, hideOverlap: true, formatter: AXIS_TIME },
    },
    yAxis: {
      type: 'value',
      name: history.unit,
      nameTextStyle: { color: paint('--soft'), fontSize: size, align: 'left' },
      min: low,
      max: high,
      splitNumber: 4,
      // The bounds are chosen for the values, so their own labels are no round numbers.
      splitLine: { lineStyle: { color: paint('--line'), width: 0.6 } },
      axisLabel: {
        ...axis.axisLabel,
        showMaxLabel: false,
        showMinLabel: false,
        formatter: (value: number) => format.number(value, Number.isInteger(value) ? 0 : history.decimals),
      },
    },
    series: [
      {
        type: 'line',
        name: history.name,
        data: line,
        showSymbol: line.length < 3,
        connectNulls: false,
        lineStyle: { color: paint('--ink'), width: 1.6 },
        itemStyle: { color: paint('--ink') },
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: paint('--ink'), type: 'dashed', width: 1 },
          data: history.limits.map((limit) => ({
            yAxis: limit.at,
            label: {
              formatter: `${limit.label[language]} ${figure(limit.at)}`,
              position: 'insideEndTop',
              backgroundColor: paint('--panel'),
              padding: [1, 3],
              color: paint('--ink'),
              fontSize: size,
            },
          })),
        },
      },
      {
        type: 'scatter',
        name: history.words.suspect,
        data: marked(SUSPECT),
        symbol: 'triangle',
        symbolSize: symbol,
        itemStyle: { color: paint('--raised'), borderColor: paint('--ink'), borderWidth: 1.5 },
      },
      {
        type: 'scatter',
        name: history.words.fail,
        data: marked(FAIL),
        symbol: 'path://M2 0L8 6L14 0L16 2L10 8L16 14L14 16L8 10L2 16L0 14L6 8L0 2z',
        symbolSize: symbol,
        itemStyle: { color: paint('--ink') },
      },
    ],
  }
}

const AXIS_TIME = {
  year: '{yyyy}',
  month: '{MM}-{dd}',
  day: '{MM}-{dd}',
  hour: '{HH}:{mm}',
  minute: '{HH}:{mm}',
  second: '{HH}:{mm}:{ss}',
}

/** Bounds that show the values well; a limit is shown when it is near enough to matter. */
function extent(values: readonly number[], limits: readonly number[]): [number | undefined, number | undefined] {
  if (values.length === 0) return [undefined, undefined]
  let low = Math.min(...values)
  let high = Math.max(...values)
  const reach = Math.max(high - low, Math.abs(high) * 0.5, 1)
  for (const limit of limits) {
    if (limit > high && limit - high <= reach) high = limit
    if (limit < low && low - limit <= reach) low = limit
  }
  const margin = (high - low || Math.abs(high) || 1) * 0.12
  const floor = low >= 0 && low - margin < 0 ? 0 : low - margin
  return [nice(floor, Math.floor), nice(high + margin, Math.ceil)]
}

function nice(value: number, round: (value: number) => number): number {
  const step = 10 ** Math.floor(Math.log10(Math.abs(value) || 1) - 1)
  return round(value / step) * step
}

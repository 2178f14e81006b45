import { mkdir, writeFile } from 'node:fs/promises'
import * as echarts from 'echarts'

/** One bar of a plot. */
export interface Bar {
  readonly name: string
  readonly value: number
  /** As it is printed. */
  readonly label: string
  /** The one that the page is about. */
  readonly isOurs?: boolean
}

/** Bars under one heading, of one unit. */
export interface Bars {
  readonly title: string
  readonly bars: readonly Bar[]
}

const FOLDER = new URL('../docs/plots/', import.meta.url)
const ROW = 26
const WIDTH = 760
const NAMES = 190

/** Draws bars into `docs/plots/<name>.svg`; returns the line of Markdown that shows them. Each heading has a scale of its own. */
export async function plot(name: string, about: string, groups: readonly Bars[]): Promise<string> {
  let top = 10
  const places = groups.map(({ bars }) => {
    const place = { top: top + 24, height: bars.length * ROW }
    top += place.height + 44
    return place
  })
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: top })
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    textStyle: { fontFamily: 'sans-serif' },
    title: groups.map(({ title }, i) => ({
      text: title,
      left: 8,
      top: places[i]!.top - 24,
      textStyle: { fontSize: 13, color: '#1b1f24' },
    })),
    grid: places.map(({ top, height }) => ({ left: NAMES, right: 110, top, height })),
    xAxis: groups.map((_, i) => ({ type: 'value', gridIndex: i, show: false, min: 0 })),
    yAxis: groups.map(({ bars }, i) => ({
      type: 'category',
      gridIndex: i,
      inverse: true,
      data: bars.map((bar) => bar.name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: '#1b1f24', fontSize: 12 },
    })),
    series: groups.map(({ bars }, i) => ({
      type: 'bar',
      xAxisIndex: i,
      yAxisIndex: i,
      barWidth: ROW * 0.6,
      data: bars.map(({ value, label, isOurs = true }) => ({
        value,
        itemStyle: { color: isOurs ? '#1b1f24' : '#8b929b' },
        label: { show: true, position: 'right', formatter: label, color: '#1b1f24', fontSize: 12 },
      })),
    })),
  })
  const picture = chart.renderToSVGString()
  chart.dispose()
  await mkdir(FOLDER, { recursive: true })
  await writeFile(new URL(`${name}.svg`, FOLDER), `${picture}\n`)
  return `![${about}](plots/${name}.svg)`
}

/** A number as people read it. */
export function words(value: number, digits = 0): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

import type { ECharts, EChartsOption } from 'echarts'
import type { LoadReport } from './schema.ts'
import type { Boxes } from './tables.ts'
import type { PageWords } from './words.ts'

/**
 * Draws the four pictures, and again when the system turns dark or light. Goes to the browser as text, so it uses nothing but
 * what it is given.
 */
export function drawCharts({
  boxes,
  report,
  words,
  language,
  echarts,
}: {
  readonly boxes: Boxes
  readonly report: LoadReport
  readonly words: PageWords
  readonly language: 'zh' | 'en'
  readonly echarts: { init(box: HTMLElement, theme: null, options: object): ECharts }
}): void {
  type Point = [number, number | null]
  const locale = language === 'zh' ? 'zh-CN' : 'en'
  const number = (n: number): string => n.toLocaleString(locale, { maximumFractionDigits: n < 10 ? 2 : 0 })
  const { seconds, ways } = report

  const paint = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const over = (of: (second: LoadReport['seconds'][number]) => number | undefined): Point[] =>
    seconds.map((second) => [second.at, of(second) ?? null])
  const line = (name: string, data: Point[], color: string, more: object = {}) => ({
    type: 'line' as const,
    name,
    data,
    showSymbol: data.length < 3,
    symbol: 'circle',
    color: paint(color),
    lineStyle: { width: 1.5 },
    emphasis: { disabled: true },
    ...more,
  })

  const options = (): Record<keyof Boxes, EChartsOption> => {
    const [ink, soft, rule, raised] = [paint('--ink'), paint('--soft'), paint('--line'), paint('--raised')]
    const axis = {
      axisLabel: { color: soft, formatter: (n: number) => number(n) },
      axisLine: { lineStyle: { color: rule } },
      splitLine: { lineStyle: { color: rule, opacity: 0.5 } },
      nameTextStyle: { color: soft },
      minorSplitLine: { show: false },
    }
    const frame = {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      grid: { left: 64, right: 20, top: 36, bottom: 44 },
      legend: {
        type: 'scroll' as const,
        top: 0,
        left: 104,
        right: 20,
        pageIconColor: soft,
        pageTextStyle: { color: soft },
        textStyle: { color: ink },
        itemWidth: 18,
        itemHeight: 8,
        itemGap: 16,
      },
      tooltip: {
        trigger: 'axis' as const,
        backgroundColor: raised,
        borderColor: rule,
        textStyle: { color: ink },
        valueFormatter: (value: unknown) => (typeof value === 'number' ? number(value) : '–'),
      },
    }
    const time = {
      ...axis,
      type: 'value' as const,
      name: words.seconds,
      nameLocation: 'middle' as const,
      nameGap: 26,
      min: 0,
      max: Math.max(1, seconds.length - 1),
      splitLine: { show: false },
    }
    const amount = { ...axis, type: 'value' as const, min: 0 }
    const logarithmic = { ...axis, type: 'log' as const, name: 'ms', logBase: 10 }
    const { series } = words
    const dashed = { lineStyle: { width: 1.5, type: 'dashed' }, step: 'middle' }
    // Of a share s, 1 / (1 - s): 10 is p90, 100 is p99; the slowest of all stands where the next would.
    const rarity = (points: readonly (readonly [number, number])[], count: number): Point[] =>
      points.map(([share, ms]) => [1 / Math.max(1 - share, 1 / Math.max(1, count)), ms])
    return {
      rate: {
        ...frame,
        xAxis: time,
        yAxis: { ...amount, name: words.perSecond },
        series: [
          line(
            series.wanted,
            over(({ wanted }) => wanted),
            '--wanted',
            dashed,
          ),
          line(
            series.sent,
            over(({ sent }) => sent),
            '--s2',
          ),
          line(
            series.acknowledged,
            over(({ acknowledged }) => acknowledged),
            '--s1',
          ),
        ],
      },
      inFlight: {
        ...frame,
        xAxis: time,
        yAxis: amount,
        series: [
          line(
            series.inFlight,
            over(({ inFlight }) => inFlight),
            '--s1',
            { areaStyle: { opacity: 0.12 } },
          ),
          line(
            series.errors,
            over(({ errors }) => errors),
            '--bad',
          ),
        ],
      },
      latency: {
        ...frame,
        xAxis: time,
        yAxis: logarithmic,
        series: [
          line(
            'p50',
            over(({ p50 }) => p50),
            '--s1',
          ),
          line(
            'p90',
            over(({ p90 }) => p90),
            '--s2',
          ),
          line(
            'p99',
            over(({ p99 }) => p99),
            '--s3',
          ),
          line(
            'p99.9',
            over(({ p999 }) => p999),
            '--s4',
          ),
          line(
            'max',
            over(({ max }) => max),
            '--wanted',
          ),
        ],
      },
      spectrum: {
        ...frame,
        xAxis: {
          ...axis,
          type: 'log' as const,
          logBase: 10,
          min: 1,
          name: words.share,
          nameLocation: 'middle' as const,
          nameGap: 26,
          splitLine: { show: false },
          axisLabel: {
            color: soft,
            formatter: (n: number) => `${(100 * (1 - 1 / n)).toFixed(Math.max(0, Math.log10(n) - 2))} %`,
          },
        },
        yAxis: logarithmic,
        tooltip: { ...frame.tooltip, axisPointer: { label: { show: false } } },
        series: ways
          .filter(({ count }) => count > 0)
          .map(({ way, spectrum, count }, i) => line(words.ways[way], rarity(spectrum, count), `--s${i + 1}`)),
      },
    }
  }

  const drawn = Object.entries(boxes).map(
    ([name, box]) => [name as keyof Boxes, echarts.init(box, null, { renderer: 'svg' })] as const,
  )
  const draw = (): void => {
    const all = options()
    for (const [name, chart] of drawn) chart.setOption(all[name], true)
  }
  draw()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  new ResizeObserver(() => drawn.forEach(([, chart]) => chart.resize())).observe(document.documentElement)
}

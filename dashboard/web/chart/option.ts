import type { Format } from '../text/format.ts'
import { lineLook } from './line-look.ts'
import { bandsAt, type ChartLine, lanesOf, MOST_LANES, type Picture, pointAt, rowsOf } from './picture.ts'
import { extentOf } from './scale.ts'
import { withGaps } from './window.ts'

/** What a picture is drawn with. */
export interface Look {
  /** The colour of a token. */
  paint(token: string): string
  /** Size of text, px. */
  readonly size: number
  /** Width of the whole chart, px. */
  readonly width: number
  readonly format: Format
  /** Letter and name of a flag. */
  flag(flag: number): string
  bandName(kind: string): string
}

const SUSPECT = 3
const FAIL = 4
const PASS = 1
const FAIL_MARK = 'path://M2 0L8 6L14 0L16 2L10 8L16 14L14 16L8 10L2 16L0 14L6 8L0 2z'

/** Height of one row of bands, px. */
export const laneHeight = (size: number) => Math.round(size * 1.15)

/** The chart of a picture in the words of ECharts. Drawn in UTC with shifted times: the axis breaks at the city's midnight. */
export function optionOf(picture: Picture, look: Look, bandSeries: (lanes: ReturnType<typeof lanesOf>) => object) {
  const { paint, size, format } = look
  const offset = format.offset(picture.to)
  const lanes = lanesOf(
    picture.bands.filter(({ kind }) => kind !== 'gap'),
    MOST_LANES,
  )
  const rows = rowsOf(picture)
  const [low, high] =
    picture.scale ??
    extentOf(
      picture.lines.flatMap(figuresOf),
      picture.limits.map(({ at }) => at),
    )
  const isSeveral = picture.lines.length > 1
  const axis = {
    axisLine: { lineStyle: { color: paint('--line-strong') } },
    axisLabel: { color: paint('--soft'), fontSize: size },
  }
  return {
    useUTC: true,
    animation: false,
    aria: { enabled: false },
    grid: {
      // The same for every chart, so that their times stand below one another.
      left: size * 4.6,
      right: isSeveral || picture.isBeside === true ? namesWidth(look) : 12,
      top: size * 2.2 + rows * laneHeight(size),
      bottom: size * 2.1,
    },
    tooltip: {
      trigger: 'axis',
      // The shadow root cannot reach a box outside of it, and text is enough.
      renderMode: 'richText',
      confine: true,
      backgroundColor: paint('--raised'),
      borderColor: paint('--line-strong'),
      textStyle: { color: paint('--ink'), fontSize: size },
      axisPointer: { lineStyle: { color: paint('--ink'), type: 'solid', width: 1 } },
      formatter: (items: readonly { axisValue?: number }[]) => {
        const at = items[0]?.axisValue
        return at === undefined ? '' : wordsAt(picture, at - offset, look).join('\n')
      },
    },
    xAxis: {
      type: 'time',
      min: picture.from + offset,
      max: picture.to + offset,
      splitNumber: Math.max(2, Math.min(10, Math.floor(look.width / (size * 9)))),
      ...axis,
      axisLabel: { ...axis.axisLabel, hideOverlap: true, formatter: AXIS_TIME },
    },
    yAxis: {
      type: 'value',
      name: picture.unit,
      nameGap: size * 0.8,
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
        formatter: (value: number) => format.number(value, Number.isInteger(value) ? 0 : picture.decimals),
      },
    },
    series: [
      bandSeries(lanes),
      ...picture.lines.flatMap((line, place) => [
        ...rangeSeries(line, place, { look, offset }),
        lineSeries(line, place, { look, offset, isSeveral }),
        ...markSeries(line, { look, offset, low: low ?? 0 }),
      ]),
      limitSeries(picture, look),
    ],
  }
}

/** Room for the names of lines at the right. */
function namesWidth({ width, size }: Look): number {
  return Math.min(width * 0.24, size * 11)
}

/** What the chart says at a time, a line each: the time, every line's figure with its flag, and the bands that hold. */
export function wordsAt(picture: Picture, at: number, { format, flag, bandName }: Look): readonly string[] {
  const isSeveral = picture.lines.length > 1
  return [
    `${format.dateTime(at)} · ${format.utc(at)}`,
    ...picture.lines.map((line) => {
      const point = pointAt(line, at)
      const name = isSeveral ? `${line.label}: ` : ''
      if (point === null || point[1] === null) return `${name}–${point === null ? '' : ` ${flag(point[2])}`}`
      const figure = `${format.number(point[1], line.decimals)} ${line.unit}`
      const range = line.range?.find(([time]) => time === point[0])
      const span =
        range === undefined
          ? ''
          : ` (${format.number(range[1], line.decimals)} … ${format.number(range[2], line.decimals)})`
      return `${name}${point[2] === PASS ? figure : `[${figure.trim()}] ${flag(point[2])}`}${span}`
    }),
    ...bandsAt(picture.bands, at).map(({ kind, label }) =>
      label === '' ? bandName(kind) : `${bandName(kind)}: ${label}`,
    ),
  ]
}

/** What has to have room: of readings that failed only what good ones reach. */
function figuresOf({ points, range }: ChartLine): readonly number[] {
  const figures = points.flatMap(([, value, flag]) =>
    value === null || (flag === FAIL && range === null) ? [] : [value],
  )
  return range === null ? figures : [...figures, ...range.flatMap(([, low, high]) => [low, high])]
}

interface Drawn {
  readonly look: Look
  /** City's clock minus UTC, ms. */
  readonly offset: number
}

function lineSeries(
  line: ChartLine,
  place: number,
  { look, offset, isSeveral }: Drawn & { readonly isSeveral: boolean },
) {
  const { paint, size } = look
  const { dash, symbol, ink } = lineLook(place)
  const colour = paint(ink) || paint('--ink')
  // A bucket with readings that failed has the mean of the others; a single reading that failed has no place in the line.
  const isShown = (flag: number) => flag !== FAIL || line.range !== null
  const data = withGaps(line.points, line.intervalMs).map(([at, value, flag]) => [
    at + offset,
    isShown(flag) ? value : null,
  ])
  return {
    id: `line:${line.id}`,
    type: 'line',
    name: line.label,
    data,
    connectNulls: false,
    showSymbol: data.length < 3,
    symbol,
    symbolSize: size * 0.5,
    lineStyle: { color: colour, width: 1.6, type: dash.length === 0 ? 'solid' : [...dash] },
    itemStyle: { color: colour },
    z: 3,
    ...(isSeveral && {
      endLabel: {
        show: true,
        formatter: line.label,
        color: colour,
        fontSize: size,
        distance: 4,
        width: namesWidth(look) - 8,
        overflow: 'truncate',
      },
      labelLayout: { moveOverlap: 'shiftY' },
    }),
  }
}

/** From the least to the greatest reading of each bucket: a mean alone would hide a peak. */
function rangeSeries({ id, range }: ChartLine, place: number, { look, offset }: Drawn): readonly object[] {
  if (range === null || place > 0) return []
  const base = { type: 'line', stack: `range:${id}`, stackStrategy: 'all', symbol: 'none', silent: true, z: 2 }
  const hidden = { lineStyle: { opacity: 0 }, tooltip: { show: false } }
  return [
    { ...base, ...hidden, id: `low:${id}`, data: range.map(([at, low]) => [at + offset, low]) },
    {
      ...base,
      ...hidden,
      id: `high:${id}`,
      data: range.map(([at, low, high]) => [at + offset, high - low]),
      areaStyle: { color: look.paint('--data'), opacity: 0.22 },
    },
  ]
}

/** Doubtful points, by shape; what has no value stands at the foot of the chart. */
function markSeries(line: ChartLine, { look, offset, low }: Drawn & { readonly low: number }): readonly object[] {
  const { paint, size } = look
  const marked = (isMeant: (flag: number, value: number | null) => boolean) =>
    line.points
      .filter(([, value, flag]) => flag !== PASS && isMeant(flag, value))
      .map(([at, value]) => [at + offset, value ?? low])
  const base = { type: 'scatter', symbolSize: Math.round(size * 0.75), tooltip: { show: false }, silent: true, z: 4 }
  const hollow = { color: paint('--raised'), borderColor: paint('--ink'), borderWidth: 1.5 }
  return [
    {
      ...base,
      id: `suspect:${line.id}`,
      data: marked((flag, value) => flag === SUSPECT && value !== null),
      symbol: 'triangle',
      itemStyle: hollow,
    },
    {
      ...base,
      id: `fail:${line.id}`,
      data: marked((flag, value) => flag === FAIL && value !== null),
      symbol: FAIL_MARK,
      itemStyle: { color: paint('--ink') },
    },
    {
      ...base,
      id: `none:${line.id}`,
      data: marked((flag, value) => value === null || (flag !== SUSPECT && flag !== FAIL)),
      symbol: 'rect',
      symbolSize: [2, Math.round(size * 0.8)],
      itemStyle: { color: paint('--data') },
    },
  ]
}

function limitSeries({ limits, decimals, from }: Picture, { paint, size, format }: Look) {
  return {
    id: 'limits',
    type: 'line',
    data: [[from, null]],
    tooltip: { show: false },
    markLine: {
      // Below the lines: a limit's words never look like a gap.
      z: 1,
      silent: true,
      symbol: 'none',
      lineStyle: { color: paint('--ink'), type: 'dashed', width: 1 },
      data: limits.map(({ at, label }) => ({
        yAxis: at,
        label: {
          formatter: `${label} ${format.number(at, decimals)}`,
          position: 'insideEndTop',
          textBorderColor: paint('--panel'),
          textBorderWidth: 3,
          color: paint('--ink'),
          fontSize: size,
        },
      })),
    },
  }
}

const AXIS_TIME = {
  year: '{yyyy}',
  month: '{yyyy}-{MM}',
  day: '{MM}-{dd}',
  hour: '{HH}:{mm}',
  minute: '{HH}:{mm}',
  second: '{HH}:{mm}:{ss}',
}

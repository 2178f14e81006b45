import { CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer } from 'echarts/renderers'
import { drawBands } from './band-series.ts'
import { type Look, optionOf } from './option.ts'
import type { Picture } from './picture.ts'

use([
  LineChart,
  ScatterChart,
  CustomChart,
  GridComponent,
  TooltipComponent,
  MarkLineComponent,
  LabelLayout,
  CanvasRenderer,
])

/** A chart of values over time in the city's clock. The only one: nothing else of the app draws with ECharts. */
export interface TimeChart {
  draw(picture: Picture, look: Omit<Look, 'width' | 'size' | 'paint'>): void
  /** UTC ms at a place, px from the left of the box. */
  timeAt(x: number): number
  /** The other way round, for who lays something over it. */
  placeOf(at: number): number
  /** Points at a time as the mouse would; null: nowhere. */
  show(at: number | null): void
  /** What is drawn, so many times as fine as the screen. */
  picture(scale: number): HTMLCanvasElement
  dispose(): void
}

/** `onCursor` is told where the pointer is over this chart; `onResize`, that it has another width. */
export function openTimeChart(
  box: HTMLElement,
  { onCursor, onResize }: { readonly onCursor: (at: number) => void; readonly onResize: () => void },
): TimeChart {
  const chart: EChartsType = init(box, null, { renderer: 'canvas' })
  let offset = 0
  let isPointedAt = false
  let width = box.clientWidth
  const watcher = new ResizeObserver(() => {
    chart.resize({ animation: { duration: 0 } })
    if (box.clientWidth === width) return
    width = box.clientWidth
    onResize()
  })
  watcher.observe(box)
  box.addEventListener('pointerenter', () => (isPointedAt = true))
  box.addEventListener('pointerleave', () => (isPointedAt = false))
  chart.on('updateAxisPointer', (event) => {
    const [first] = (event as { axesInfo?: { axisDim: string; value: number }[] }).axesInfo ?? []
    if (isPointedAt && first?.axisDim === 'x') onCursor(first.value - offset)
  })

  return {
    draw(picture, look) {
      offset = look.format.offset(picture.to)
      const tokens = getComputedStyle(box)
      const paint = (token: string) => tokens.getPropertyValue(token).trim()
      const size = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.82)
      const whole: Look = { ...look, paint, size, width: box.clientWidth }
      const option = optionOf(picture, whole, (lanes) => drawBands(picture, lanes, whole))
      chart.setOption(option as Parameters<EChartsType['setOption']>[0], { notMerge: true })
    },
    timeAt: (x) => chart.convertFromPixel({ xAxisIndex: 0 }, x) - offset,
    placeOf: (at) => chart.convertToPixel({ xAxisIndex: 0 }, at + offset),
    show(at) {
      if (at === null) {
        chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' })
        chart.dispatchAction({ type: 'hideTip' })
        return
      }
      const x = chart.convertToPixel({ xAxisIndex: 0 }, at + offset)
      chart.dispatchAction({ type: 'showTip', x, y: box.clientHeight / 2 })
    },
    picture: (scale) =>
      chart.renderToCanvas({
        pixelRatio: scale,
        backgroundColor: getComputedStyle(box).getPropertyValue('--panel').trim(),
      }),
    dispose() {
      watcher.disconnect()
      chart.dispose()
    },
  }
}

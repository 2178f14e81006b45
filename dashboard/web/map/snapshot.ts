import type { Map as MapView } from 'maplibre-gl'

/** A map as it is drawn. */
export function snapshotOf(map: MapView): Promise<HTMLCanvasElement | null> {
  return new Promise((resolve) => {
    // What the graphics card has drawn can be read only within its frame.
    map.once('render', () => resolve(copyOf(map.getCanvas())))
    map.triggerRepaint()
  })
}

function copyOf(drawn: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas')
  copy.width = drawn.width
  copy.height = drawn.height
  copy.getContext('2d')?.drawImage(drawn, 0, 0)
  return copy
}

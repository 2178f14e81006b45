import { css, html, nothing, type TemplateResult } from 'lit'
import type { Desk } from '../desk.ts'
import { type Span, SPANS } from './window.ts'
import type { WindowKeeper } from './window-keeper.ts'

/** How far back the charts go; none is pressed while they show a window of their own. */
export function spanButtons({ text }: Desk, span: Span | null, keeper: WindowKeeper): TemplateResult {
  return html`<div class="row spans" role="group" aria-label=${text('history.span')}>
    ${(Object.keys(SPANS) as Span[]).map(
      (name) =>
        html`<button aria-pressed=${name === span} @click=${() => keeper.choose(name)}>${text.of('span', name, name)}</button>`,
    )}
    ${span === null ? html`<button @click=${() => keeper.go(null)}>${text('chart.live')}</button>` : nothing}
  </div>`
}

/** Look of the buttons, side by side as one. */
export const spanStyles = css`
  .spans {
    gap: 0;
  }
  .spans button {
    border-radius: 0;
    margin-left: -1px;
    padding: 0.2rem 0.5rem;
  }
`

import { css, html, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { PAGES } from '../pages.ts'
import type { TextKey } from '../text/text.ts'

const KEYS: readonly (readonly [string, TextKey])[] = [
  ['j / k', 'keys.move'],
  ['Enter', 'keys.open'],
  ['Esc', 'keys.close'],
  ['a', 'keys.ack'],
  ['Shift+A', 'keys.ack.visible'],
  ['z', 'keys.shelve'],
  ['c', 'keys.comment'],
  ['e', 'keys.assign'],
  ['d', 'keys.duty'],
  ['r', 'keys.respond'],
  ['s', 'keys.silence'],
  ['1–9', 'keys.toggle'],
  ...PAGES.flatMap(({ key, label }) => (key === undefined ? [] : [[`g ${key}`, label] as const])),
  ['/', 'keys.filter'],
  ['n', 'keys.theme'],
  ['l', 'keys.language'],
  ['?', 'keys.help'],
]

/** The keys of the desk. */
export class HelpDialog extends DeskElement {
  static override styles = [
    controls,
    css`
      dialog {
        border: 1px solid var(--line-strong);
        border-radius: 0.3rem;
        background: var(--panel);
        color: var(--ink);
        padding: 1rem 1.4rem;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.35rem 1.2rem;
        margin: 0.8rem 0;
      }
    `,
  ]

  protected readonly follows = [] as const
  #dialog = createRef<HTMLDialogElement>()

  toggle(): void {
    const dialog = this.#dialog.value
    if (dialog?.open === true) dialog.close()
    else dialog?.showModal()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <h2 id="title">${text('keys.title')}</h2>
      <dl>${KEYS.map(([keys, key]) => html`<dt><kbd>${keys}</kbd></dt><dd>${text(key)}</dd>`)}</dl>
      <button autofocus @click=${() => this.toggle()}>${text('do.close')}</button>
    </dialog>`
  }
}

customElements.define('help-dialog', HelpDialog)

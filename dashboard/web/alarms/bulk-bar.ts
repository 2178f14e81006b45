import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import type { AskedStep } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { keyHint } from '../keys/key-hint.ts'
import { isAllowed } from './take-steps.ts'

const STEPS: readonly AskedStep[] = [
  'ack',
  'assign',
  'comment',
  'respond',
  'shelve',
  'unshelve',
  'out-of-service',
  'return-to-service',
]

/** What can be done with all the alarms that are marked, each with how many of them allow it. Sends `step` and `declare`. */
export class BulkBar extends DeskElement {
  static override properties: PropertyDeclarations = { marked: { attribute: false }, shown: { attribute: false } }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 0.3rem 0.8rem;
        background: var(--raised);
        border-top: 1px solid var(--line-strong);
        border-left: 0.35rem solid var(--focus);
      }
      small {
        border: 1px solid;
        border-radius: 0.2rem;
        padding: 0 0.3em;
        opacity: 0.8;
      }
      @media (max-width: 48rem) {
        button {
          min-height: 44px;
        }
      }
    `,
  ]

  declare marked: readonly Alarm[]
  /** Every alarm that the list holds. */
  declare shown: readonly Alarm[]
  protected readonly follows = ['connection', 'picked', 'alarms'] as const

  override render(): TemplateResult {
    const { text, city, readonlyBecause, selection } = this.desk
    const now = city.now()
    const isOff = readonlyBecause !== null
    return html`<div class="row" role="group" aria-label=${text('bulk.label')}>
      <b role="status">${text('bulk.count', { count: this.marked.length })}</b>
      ${STEPS.map((type) => {
        const able = this.marked.filter((alarm) => isAllowed(alarm, type, now)).length
        if (able === 0) return nothing
        return html`<button name=${type} class=${type === 'ack' ? 'main' : ''} ?disabled=${isOff} @click=${() => this.#step(type)}>
          ${text.of('step', type, type)}${able < this.marked.length ? ` (${able})` : ''} ${keyHint(this.desk, type)}
        </button>`
      })}
      <button name="declare" ?disabled=${isOff} @click=${() => this.dispatchEvent(new Event('declare', { bubbles: true, composed: true }))}>
        ${text('bulk.declare')} ${keyHint(this.desk, 'declare')}
      </button>
      ${
        this.marked.length === this.shown.length
          ? nothing
          : html`<button class="plain" name="all" @click=${() => selection.toggleAll(this.shown.map(({ id }) => id))}>
              ${text('bulk.all', { count: this.shown.length })}
            </button>`
      }
      <button class="plain" name="none" @click=${() => selection.clear()}>${text('bulk.none')} ${keyHint(this.desk, 'close')}</button>
      ${readonlyBecause === null ? nothing : html`<span class="small">${readonlyBecause}</span>`}
    </div>`
  }

  #step(type: AskedStep): void {
    this.dispatchEvent(new CustomEvent<AskedStep>('step', { detail: type, bubbles: true, composed: true }))
  }
}

customElements.define('bulk-bar', BulkBar)

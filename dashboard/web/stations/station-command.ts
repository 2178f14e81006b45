import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { COMMAND_BYTES, type CommandAnswer } from '../../../domain/station-command.ts'
import { stationTopic } from '../../../domain/topic.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { stationCalls } from './calls.ts'
import { refusalOf } from './rights.ts'
import { partStyles } from './station-page-style.ts'
import './sure-dialog.ts'
import type { SureDialog } from './sure-dialog.ts'
import { commandOf } from './wish.ts'
import { cityTime } from '../text/time.ts'

const EXAMPLES = ['{"do":"restart"}', '{"do":"identify"}', '{"set":{"everySeconds":30}}'] as const

/** Tells a device what to do, and says whether it heard. */
export class StationCommandForm extends DeskElement {
  static override properties: PropertyDeclarations = {
    station: { attribute: false },
    fault: { state: true },
    busy: { state: true },
    sent: { state: true },
  }

  static override styles = [
    controls,
    partStyles,
    css`
      form {
        display: grid;
        gap: 0.5rem;
      }
      textarea {
        font-family: var(--mono);
        min-height: 4.5rem;
        resize: vertical;
      }
      .answer {
        border-left: 0.3rem solid var(--line-strong);
        padding: 0.2rem 0.6rem;
      }
      .answer.unheard {
        border-left: 0.3rem dashed var(--ink);
      }
    `,
  ]

  declare station: StationEntry
  declare fault: string | null
  declare busy: boolean
  declare sent: CommandAnswer | null
  protected readonly follows = ['connection'] as const
  #sure = createRef<SureDialog>()

  constructor() {
    super()
    this.fault = null
    this.busy = false
    this.sent = null
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const refusal = refusalOf(this.desk, 'station.command')
    const { id, kind } = this.station
    return html`
      <h2>${text('stations.command')}</h2>
      <p class="soft small">${text('stations.command.what')} <code>${stationTopic(kind, id, 'commands')}</code></p>
      <form @submit=${this.#submit}>
        <label>
          ${text('stations.command.json')}
          <textarea name="command" required maxlength=${COMMAND_BYTES} spellcheck="false" placeholder=${EXAMPLES[0]} aria-describedby="example"></textarea>
        </label>
        <div class="row" id="example" role="group" aria-label=${text('stations.command.examples')}>
          ${EXAMPLES.map((example) => html`<button type="button" @click=${(event: Event) => fill(event, example)}><code>${example}</code></button>`)}
        </div>
        <div class="row">
          <button class="main" ?disabled=${this.busy || refusal !== null} title=${refusal ?? nothing}>${text('stations.command.send')}</button>
          ${refusal === null ? nothing : html`<span class="small">${refusal}</span>`}
        </div>
      </form>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div role="status">${this.sent === null ? nothing : this.#answer(this.sent)}</div>
      <sure-dialog .desk=${this.desk} ${ref(this.#sure)}></sure-dialog>
    `
  }

  #answer({ delivery, at, topic }: CommandAnswer): TemplateResult {
    const { text } = this.desk
    return html`<p class="answer ${delivery === 'sent' ? '' : 'unheard'}" data-delivery=${delivery}>
      <b>${text.of('stations.delivery', delivery, delivery)}</b> · ${cityTime(this.desk, at, 'time')} · <code>${topic}</code>
    </p>`
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { api, text } = this.desk
    const command = commandOf(written(new FormData(event.target as HTMLFormElement), 'command'))
    this.sent = null
    if (command === null) {
      this.fault = text('stations.command.wrong')
      return
    }
    this.fault = null
    const says = text('stations.command.sure', { name: this.name(this.station.name), command: JSON.stringify(command) })
    if (!(await this.#sure.value?.ask(text('stations.command.send'), says))) return
    this.busy = true
    try {
      this.sent = await stationCalls(api).command(this.station.id, command)
      this.dispatchEvent(new Event('acted', { bubbles: true, composed: true }))
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(text, error)
    } finally {
      this.busy = false
    }
  }
}

function fill(event: Event, example: string): void {
  const field = (event.currentTarget as HTMLButtonElement).form?.elements.namedItem('command')
  if (field instanceof HTMLTextAreaElement) {
    field.value = example
    field.focus()
  }
}

customElements.define('station-command', StationCommandForm)

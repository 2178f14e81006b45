import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { MqttCredentials } from '../../../domain/wire.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { quoted } from './shell-word.ts'

/** An MQTT password, shown only now, and the line that tries it. */
export class CredentialsOnce extends DeskElement {
  static override properties: PropertyDeclarations = {
    credentials: { attribute: false },
    topic: {},
    example: {},
    said: { state: true },
  }

  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 0.6rem;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.4rem 0.8rem;
        align-items: center;
      }
      dd {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 0.8rem;
      }
      dd span,
      pre {
        font-family: var(--mono);
        overflow-wrap: anywhere;
        user-select: all;
      }
      pre {
        margin: 0;
        padding: 0.5rem 0.6rem;
        background: var(--raised);
        border: 1px solid var(--line-strong);
        white-space: pre-wrap;
      }
      .once {
        border-left: 0.3rem solid var(--ink);
        padding-left: 0.6rem;
        font-weight: 600;
      }
    `,
  ]

  declare credentials: MqttCredentials
  /** Where it publishes. */
  declare topic: string
  /** A message that it might send. */
  declare example: string
  declare said: string
  protected readonly follows = [] as const

  constructor() {
    super()
    this.said = ''
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const { username, password, mode } = this.credentials
    const line = this.#line()
    const proof = text(mode === 'signed' ? 'stations.secret' : 'stations.password')
    const rows = [
      ['user', text('stations.user'), username],
      ...(mode === 'certificate' ? [] : [['password', proof, password] as const]),
      ['topic', text('stations.topic'), this.topic],
    ] as const
    return html`
      <p class="once">${text('stations.once')}</p>
      <dl>
        ${rows.map(([id, label, value]) => html`<dt>${label}</dt><dd><span data-of=${id}>${value}</span> ${this.#copy(id, label, value)}</dd>`)}
      </dl>
      ${
        mode === 'password'
          ? html`<p class="soft small">${text('stations.try')}</p>
              <pre tabindex="0" data-of="line">${line}</pre>
              <p>${this.#copy('line', text('stations.line'), line)}</p>`
          : html`<p class="soft small">${text.of('stations.signIn', mode, mode)}</p>`
      }
      <p role="status" class="small">${this.said === '' ? nothing : this.said}</p>
    `
  }

  /** Ready to be pasted into a shell: what could be read by one stands in quotation marks. */
  #line(): string {
    const { facts } = this.desk.city
    const { username, password } = this.credentials
    const port = facts?.mqtt?.tcp ?? 1883
    return (
      `mosquitto_pub -h ${location.hostname} -p ${port} -i ${quoted(username)} -u ${quoted(username)} -P ${quoted(password)} ` +
      `-q 1 -t ${quoted(this.topic)} -m ${quoted(this.example)}`
    )
  }

  #copy(id: string, label: string, value: string): TemplateResult {
    const { text } = this.desk
    return html`<button type="button" data-copy=${id} aria-label=${text('stations.copy.of', { what: label })} @click=${() => void this.#put(label, value)}>
      ${text('stations.copy')}
    </button>`
  }

  async #put(label: string, value: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(value)
      this.said = this.desk.text('stations.copied', { what: label })
    } catch {
      // Without TLS a browser has no clipboard: what stands there can be marked by hand.
      this.said = this.desk.text('stations.copied.not')
    }
  }
}

customElements.define('credentials-once', CredentialsOnce)

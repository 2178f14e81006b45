import { html, type TemplateResult } from 'lit'
import { DeskElement } from '../desk.ts'

/** A report to be printed. */
export class ReportPage extends DeskElement {
  protected readonly follows = ['route'] as const

  override render(): TemplateResult {
    return html``
  }
}

customElements.define('report-page', ReportPage)

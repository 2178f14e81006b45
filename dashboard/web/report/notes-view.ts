import { html, nothing, type TemplateResult } from 'lit'
import type { ShiftNote, ShiftNoteKind } from '../../../domain/shift-note.ts'
import { written } from '../controls.ts'
import type { Desk } from '../desk.ts'
import { cityTime } from '../text/time.ts'
import { refusalOf } from '../stations/rights.ts'

/** What is handed over: what was written, a form to write, and on paper two lines to sign. */
export function notesView(
  desk: Desk,
  of: {
    readonly notes: readonly ShiftNote[]
    readonly fault: string | null
    add(kind: ShiftNoteKind, words: string, form: HTMLFormElement): void
  },
): TemplateResult {
  const { text } = desk
  const readonlyBecause = refusalOf(desk, 'shift.note')
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const kind = (event.submitter as HTMLButtonElement | null)?.value as ShiftNoteKind | undefined
    of.add(kind ?? 'note', written(new FormData(form), 'text'), form)
  }
  return html`<section class="notes">
    <h2>${text('report.notes')}</h2>
    ${of.notes.length === 0 ? html`<p class="soft">${text('report.notes.none')}</p>` : nothing}
    <ol>
      ${of.notes.map(
        ({ at, by, kind, text: said }) =>
          html`<li>${cityTime(desk, at)} <span><b>${text.of('report.note', kind, kind)}</b> · ${by}${said === '' ? nothing : html`<br />${said}`}</span></li>`,
      )}
    </ol>
    <form @submit=${onSubmit}>
      <label>${text('report.notes.write')}<textarea name="text" rows="3" maxlength="4000" ?disabled=${readonlyBecause !== null}></textarea></label>
      <div class="row">
        ${(['note', 'sign-off', 'taken-over'] as const).map(
          (kind) =>
            html`<button value=${kind} ?disabled=${readonlyBecause !== null} title=${readonlyBecause ?? nothing}>${text.of('report.do', kind, kind)}</button>`,
        )}
        ${readonlyBecause === null ? nothing : html`<span class="small">${readonlyBecause}</span>`}
      </div>
      ${of.fault === null ? nothing : html`<p class="fault" role="alert">${of.fault}</p>`}
    </form>
    <div class="signatures">
      ${(['sign-off', 'taken-over'] as const).map((kind) => html`<p>${text.of('report.sign', kind, kind)}</p>`)}
    </div>
  </section>`
}

import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Incident, IncidentTask } from '../../../domain/incident.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { refusalOf } from '../stations/rights.ts'
import { withTimes } from '../text/time.ts'

/** The tasks of an incident by department. Sends `take` for a step that needs nothing, `ask` for one that does. */
export class IncidentTasks extends DeskElement {
  static override properties: PropertyDeclarations = { incident: { attribute: false } }

  static override styles = [
    controls,
    css`
      section {
        margin-bottom: 0.6rem;
      }
      h2 {
        margin: 0.8rem 0 0.3rem;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0.2rem 0.6rem;
        align-items: start;
        padding: 0.35rem 0;
        border-top: 1px solid var(--line);
      }
      input[type='checkbox'] {
        min-height: 0;
        width: 1.2rem;
        height: 1.2rem;
        margin: 0.1rem 0 0;
      }
      .done .what {
        text-decoration: line-through;
        color: var(--soft);
      }
      .over {
        font-weight: 700;
      }
      p {
        overflow-wrap: anywhere;
      }
    `,
  ]

  declare incident: Incident
  protected readonly follows = ['connection', 'clock'] as const

  override render(): TemplateResult {
    const { text, city } = this.desk
    const { tasks } = this.incident
    const byDepartment = Map.groupBy(tasks, ({ department }) => department)
    const open = tasks.filter(({ doneAt }) => doneAt === null).length
    return html`
      <h2>${text('incident.tasks')} <span class="soft small">${text('incident.tasks.open', { open, all: tasks.length })}</span></h2>
      ${tasks.length === 0 ? html`<p class="soft">${text('incident.tasks.none')}</p>` : nothing}
      ${[...byDepartment].map(
        ([department, of]) => html`<section>
          <h3>${city.label('departments', department, this.language)}</h3>
          <ul>${of.map((task) => this.#task(task))}</ul>
        </section>`,
      )}
    `
  }

  #task(task: IncidentTask): TemplateResult {
    const { text, city } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'incident.step')
    const { id, assignee, due, doneAt, doneBy } = task
    const isOff = readonlyBecause !== null || this.incident.mergedInto !== null
    const isOver = due !== null && doneAt === null && city.shownAt() > due
    const words = this.name(task.text)
    const facts = (time: (at: number) => string) => [
      assignee ?? text('nobody'),
      ...(due === null || doneAt !== null
        ? []
        : [text(isOver ? 'incident.task.over' : 'incident.task.due', { at: time(due) })]),
      ...(doneAt === null ? [] : [text('incident.task.done', { who: doneBy ?? '', at: time(doneAt) })]),
    ]
    return html`<li class=${doneAt === null ? '' : 'done'}>
      <input
        type="checkbox"
        aria-label=${text('incident.task.tick', { text: words })}
        .checked=${doneAt !== null}
        ?disabled=${isOff || (doneAt !== null && this.incident.state === 'closed')}
        @change=${() => this.#send('take', { step: doneAt === null ? 'task-done' : 'task-again', body: { task: id } })}
      />
      <div>
        <p class="what">${words}</p>
        <p class="soft small ${isOver ? 'over' : ''}">${withTimes(this.desk, (time) => facts(time).join(' · '))}</p>
      </div>
      ${
        doneAt !== null || this.incident.state === 'closed'
          ? nothing
          : html`<button ?disabled=${isOff} @click=${() => this.#send('ask', { asked: 'task-assign', task: id })}>${text('step.assign')}</button>`
      }
    </li>`
  }

  #send(name: 'take' | 'ask', detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}

customElements.define('incident-tasks', IncidentTasks)

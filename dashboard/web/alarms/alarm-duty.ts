import { css, html, nothing, type PropertyDeclarations, svg, type TemplateResult } from 'lit'
import { type Alarm, takeStep } from '../../../domain/alarm.ts'
import { answerOf, isMet, type Owed } from '../../../domain/answer.ts'
import type { AlarmDuty as Facts, OnDuty, Person } from '../../../domain/on-duty.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { type Desk, DeskElement } from '../desk.ts'
import { keyHint } from '../keys/key-hint.ts'
import { dutyCalls } from '../duty/calls.ts'
import { calledText } from '../said.ts'
import { cityTime, textWithTimes } from '../text/time.ts'
import { faultText } from '../fault-text.ts'

const ASK_EVERY_MS = 60_000

/** Who must act on an alarm now, who was called and who is next, and how much time is left. */
export class AlarmDuty extends DeskElement {
  static override properties: PropertyDeclarations = {
    alarm: { attribute: false },
    facts: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, dutyStyles()]

  declare alarm: Alarm
  declare facts: Facts | null
  declare fault: string | null
  protected readonly follows = ['clock', 'connection'] as const
  #asked = ''

  constructor() {
    super()
    this.facts = null
    this.fault = null
  }

  override render(): TemplateResult | typeof nothing {
    this.#load()
    const { alarm, facts } = this
    if (alarm.state === 'normal' && facts?.called.length === 0) return nothing
    return html`
      ${this.#time('ack')} ${this.#time('respond')}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${facts === null || facts.alarm !== alarm.id ? nothing : html`${this.#acting(facts)} ${this.#calls(facts)}`}
    `
  }

  /** A target as a bar that fills: no colour and no flashing, the words say whether it was missed. */
  #time(owed: Owed): TemplateResult | typeof nothing {
    const { text, format, city } = this.desk
    const { alarm } = this
    const by = owed === 'ack' ? alarm.ackBy : alarm.respondBy
    const { since, respondedAt } = answerOf(alarm)
    if (by === null || since === null || alarm.late) return nothing
    const doneAt = owed === 'ack' ? alarm.ackedAt : respondedAt
    if (doneAt === null && !alarm.active) return nothing
    const now = city.shownAt()
    const met = isMet(alarm, owed, now)
    const at = doneAt ?? now
    const span = format.span(Math.abs(by - at))
    const words =
      doneAt === null
        ? text(met === false ? 'alarm.overdue' : 'alarm.left', { span })
        : text(met === false ? 'duty.missed' : 'duty.met', { took: format.span(Math.max(0, doneAt - since)), span })
    const share = Math.min(1, Math.max(0, (at - since) / Math.max(1, by - since)))
    return html`<div class="time ${met === false ? 'missed' : ''}">
      <span class="soft">${text(owed === 'ack' ? 'alarm.ackby' : 'alarm.respondby')}</span>
      <span>${cityTime(this.desk, by, 'short')} · <b>${words}</b></span>
      <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<rect width=${Math.round(share * 1000)} height="10"></rect>`}
      </svg>
    </div>`
  }

  #acting({ acting }: Facts): TemplateResult | typeof nothing {
    const { text, readonlyBecause } = this.desk
    if (this.alarm.kind === MONITOR) return nothing
    return html`<section aria-labelledby="acting">
      <h3 id="acting">${text('duty.acting')}</h3>
      ${acting.length === 0 ? html`<p class="soft">${text('duty.acting.none')}</p>` : nothing}
      <dl>
        ${acting.map(
          ({ position, people, until, next }) => html`<dt>${text.of('duty.position', position, position)}</dt>
            <dd>
              <b>${this.#names(people)}</b>
              ${until === null ? nothing : html`<span class="soft small">${textWithTimes(this.desk, 'duty.until', { times: { at: until }, values: { who: this.#names(next) }, how: 'short' })}</span>`}
            </dd>`,
        )}
      </dl>
      ${
        officerOf(acting) === undefined || !mayAssign(this.alarm)
          ? nothing
          : html`<button ?disabled=${readonlyBecause !== null} title=${readonlyBecause ?? nothing} @click=${() => this.#assign()}>
              ${text('duty.assign', { who: this.#names([officerOf(acting)!]) })} ${keyHint(this.desk, 'assign-duty')}
            </button>`
      }
    </section>`
  }

  #calls({ called, next }: Facts): TemplateResult | typeof nothing {
    const { text, format, city } = this.desk
    if (called.length === 0 && next === null) return nothing
    const inSpan = next && format.span(Math.max(0, next.at - city.shownAt()))
    return html`<section aria-labelledby="calls">
      <h3 id="calls">${text('duty.calls')}</h3>
      <ol>
        ${called.map(
          (one) => html`<li>
            <span class="soft">${cityTime(this.desk, one.at, 'short')}</span> <span>${calledText(this.desk, one.called)}</span>
          </li>`,
        )}
        ${
          next === null
            ? nothing
            : html`<li class="next">
                <span class="soft">${cityTime(this.desk, next.at, 'short')}</span>
                <span>${text('duty.next', { span: inSpan ?? '' })} ${calledText(this.desk, next)}</span>
              </li>`
        }
      </ol>
    </section>`
  }

  #names(people: readonly Person[]): string {
    return people.length === 0 ? this.desk.text('duty.nobody') : people.map(({ name }) => this.name(name)).join(', ')
  }

  #assign(): void {
    assignToDuty(this.desk, this.alarm.id).catch((error: unknown) => this.#fail(error))
  }

  /** Asked again for each event of the alarm, at each hand-over, and now and then, for others may change the rosters. */
  #load(): void {
    const now = this.desk.city.now()
    const turn = this.facts?.acting.filter(({ until }) => until !== null && until <= now).length ?? 0
    const ask = `${this.alarm.id} ${this.alarm.seq} ${turn} ${Math.floor(now / ASK_EVERY_MS)}`
    if (ask === this.#asked) return
    this.#asked = ask
    const { id } = this.alarm
    dutyCalls(this.desk.api)
      .ofAlarm(id)
      .then(
        (facts) => {
          if (this.alarm.id !== id) return
          this.facts = facts
          this.fault = null
        },
        (error: unknown) => this.#fail(error),
      )
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error
    this.fault = faultText(this.desk.text, error)
  }
}

customElements.define('alarm-duty', AlarmDuty)

/** Gives an alarm to the first duty officer of its department, or whoever is next above. False when nobody is on duty. */
export async function assignToDuty(desk: Desk, id: string): Promise<boolean> {
  const { acting } = await dutyCalls(desk.api).ofAlarm(id)
  const person = officerOf(acting)
  if (person === undefined) return false
  const assignee = person.name[desk.settings.language]
  desk.city.takeAlarm(await desk.api.step(id, 'assign', { assignee }))
  return true
}

function officerOf(acting: readonly OnDuty[]): Person | undefined {
  return acting.find(({ people }) => people.length > 0)?.people[0]
}

function mayAssign(alarm: Alarm): boolean {
  return 'alarm' in takeStep(alarm, { type: 'assign', at: 0, by: 'me', text: 'me' })
}

function dutyStyles() {
  return css`
    :host {
      display: block;
      margin: 0.6rem 0;
    }
    .time {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0.1rem 0.8rem;
      margin: 0.35rem 0;
    }
    .time b {
      font-weight: 400;
    }
    .missed b {
      font-weight: 700;
    }
    svg {
      grid-column: 1 / -1;
      width: 100%;
      height: 0.45rem;
      border: 1px solid var(--line-strong);
    }
    rect {
      fill: var(--data);
    }
    .missed rect {
      fill: var(--ink);
    }
    section {
      margin: 0.7rem 0;
    }
    dl {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0.2rem 0.8rem;
      margin: 0.2rem 0 0.4rem;
    }
    dt {
      color: var(--soft);
    }
    dd span {
      margin-left: 0.4rem;
    }
    button small {
      border: 1px solid;
      border-radius: 0.2rem;
      padding: 0 0.3em;
      margin-left: 0.2em;
    }
    li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0.7rem;
      padding: 0.2rem 0;
      border-top: 1px solid var(--line);
    }
    .next {
      border-top-style: dashed;
    }
  `
}

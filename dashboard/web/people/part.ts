import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../client/failure.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { peopleCalls } from './calls.ts'
import { partStyles } from './people-style.ts'
import { cityTime, textWithTimes } from '../text/time.ts'

/** A part of the page that loads something, lets it be changed, and says what went wrong. */
export abstract class Part extends DeskElement {
  static override properties: PropertyDeclarations = { fault: { state: true }, busy: { state: true } }
  static override styles = [controls, partStyles]

  declare fault: string | null
  declare busy: boolean
  protected readonly follows = ['route', 'connection'] as const
  #isLoaded = false

  constructor() {
    super()
    this.fault = null
    this.busy = false
  }

  protected get calls(): ReturnType<typeof peopleCalls> {
    return peopleCalls(this.desk.api)
  }

  /** Nothing can be changed now. */
  protected get isOff(): boolean {
    return this.busy || !this.desk.city.writable
  }

  protected abstract load(): Promise<void>

  protected override updated(): void {
    if (this.#isLoaded) return
    this.#isLoaded = true
    void this.run(async () => undefined)
  }

  /** Does something, then shows what is there now. */
  protected async run(work: () => Promise<unknown>): Promise<void> {
    if (this.busy) return
    this.busy = true
    this.fault = null
    try {
      await work()
      await this.load()
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = this.faultIn(error)
    } finally {
      this.busy = false
    }
  }

  protected faultIn(failure: ApiFailure): string {
    return faultText(this.desk.text, failure)
  }

  protected faultLine(): TemplateResult | typeof nothing {
    return this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`
  }

  protected departments(of: readonly string[] | null): string {
    const { text, city } = this.desk
    if (of === null) return text('people.whole')
    return of.map((id) => city.label('departments', id, this.language)).join(text('list.comma')) || '–'
  }

  protected roles(of: readonly string[]): string {
    const { text } = this.desk
    return of.map((role) => text.of('role', role, role)).join(text('list.comma')) || '–'
  }

  protected when(at: number | null): string | TemplateResult {
    return at === null ? '–' : cityTime(this.desk, at)
  }

  /** Until when it holds. */
  protected until(at: number | null): string | readonly (string | TemplateResult)[] {
    return at === null ? '' : textWithTimes(this.desk, 'people.until', { times: { at } })
  }
}

import type { PropertyDeclarations } from 'lit'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { viewStyles } from './style.ts'

/** A part of the page: it says what went wrong with what was asked. */
export abstract class EnrolmentView extends DeskElement {
  static override properties: PropertyDeclarations = { fault: { state: true }, busy: { state: true } }
  static override styles = [controls, viewStyles]

  declare fault: string | null
  declare busy: boolean
  protected readonly follows = ['connection'] as const

  constructor() {
    super()
    this.fault = null
    this.busy = false
  }

  /** One thing at a time; what fails is told. */
  protected async act(work: () => Promise<void>): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      await work()
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    } finally {
      this.busy = false
    }
  }
}

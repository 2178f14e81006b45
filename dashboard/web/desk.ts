import { LitElement, type PropertyDeclarations } from 'lit'
import type { Language, Name } from '../../domain/label.ts'
import { nameIn } from '../../domain/label.ts'
import type { Api, Session } from './api.ts'
import type { CityState } from './live/city.ts'
import type { Route } from './route.ts'
import type { Settings } from './settings.ts'
import type { Sound } from './sound/sound.ts'
import type { Format } from './text/format.ts'
import type { Text } from './text/text.ts'
import type { Topic, Topics } from './topics.ts'

/** Everything that a screen works with. */
export interface Desk {
  readonly api: Api
  readonly city: CityState
  readonly route: Route
  readonly settings: Settings
  readonly sound: Sound
  readonly text: Text
  readonly format: Format
  readonly topics: Topics
  readonly session: Session | null
  /** Why no step may be taken now; null when steps may be taken. */
  readonly readonlyBecause: string | null
  /** The alarm that keys act on. */
  readonly picked: string | null
  pick(alarm: string | null): void
  signIn(user: string, password: string): Promise<void>
  signOut(): Promise<void>
}

/** An element of the app: renders again when a topic that it follows changes. */
export abstract class DeskElement extends LitElement {
  static override properties: PropertyDeclarations = { desk: { attribute: false } }

  declare desk: Desk
  #stop: (() => void) | undefined
  #isOwed = false
  readonly #onSeen = (): void => {
    if (document.hidden || !this.#isOwed) return
    this.#isOwed = false
    this.requestUpdate()
  }

  /** Topics besides `settings` and `city`, which everything follows. */
  protected abstract readonly follows: readonly Topic[]

  override connectedCallback(): void {
    super.connectedCallback()
    this.#follow()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stop?.()
    this.#stop = undefined
    document.removeEventListener('visibilitychange', this.#onSeen)
  }

  protected override willUpdate(): void {
    this.#follow()
  }

  protected get language(): Language {
    return this.desk.settings.language
  }

  protected name(name: Name): string {
    return nameIn(this.language, name)
  }

  #follow(): void {
    if (this.#stop !== undefined || !this.isConnected || this.desk === undefined) return
    this.#stop = this.desk.topics.follow([...this.follows, 'settings', 'city'], () => {
      // What nobody sees is not painted; it is once somebody looks.
      if (document.hidden) this.#isOwed = true
      else this.requestUpdate()
    })
    document.addEventListener('visibilitychange', this.#onSeen)
  }
}

import { LitElement, type PropertyDeclarations } from 'lit'
import type { Action } from '../../domain/access/table.ts'
import type { Language, Name } from '../../domain/label.ts'
import { nameIn } from '../../domain/label.ts'
import type { Api, Session } from './api.ts'
import type { Selection } from './alarms/selection.ts'
import type { KeyMap } from './keys/key-map.ts'
import type { CityState } from './live/city.ts'
import type { Route } from './route.ts'
import type { Settings } from './settings.ts'
import type { Notices } from './sound/notices.ts'
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
  readonly notices: Notices
  /** Which keys do what, as this person wants it. */
  readonly keys: KeyMap
  readonly text: Text
  readonly format: Format
  readonly topics: Topics
  readonly session: Session | null
  /** Why no step may be taken now; null when steps may be taken. */
  readonly readonlyBecause: string | null
  /** The alarm that keys act on. */
  readonly picked: string | null
  /** Alarms that are marked, for a step with all of them. */
  readonly selection: Selection
  pick(alarm: string | null): void
  /** There is no way to the server, and nobody is signed in that it knows of. */
  readonly isOffline: boolean
  /** Tries whether the server is there again. */
  comeBack(): Promise<void>
  /** Whether the roles of whoever sits here allow it, for something at least. */
  may(action: Action): boolean
  signIn(user: string, password: string, code?: string): Promise<void>
  /** Goes on with a session that owes nothing any more, or something else. */
  settle(session: Session): Promise<void>
  signOut(): Promise<void>
  /** Asks whoever sits there to sign in once more, where that was long ago; false when they did not. */
  prove(): Promise<boolean>
  /** How that is asked. */
  proveBy(ask: () => Promise<boolean>): void
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

import type { FieldMap, FieldMapEntry, FieldMapKey } from '../../domain/field-map.ts'

/** How messages of a vendor or station become what the contract says. */
export interface FieldMapsOfCity {
  /** Those in force. */
  list(): readonly FieldMapEntry[]
  /** Throws `not-found`. */
  get(key: FieldMapKey): FieldMapEntry
  /** Every version, newest first. */
  history(key: FieldMapKey): Promise<readonly FieldMapEntry[]>
  /** Throws `request-invalid` for what the kind does not know. */
  put(
    key: FieldMapKey,
    change: { readonly map: FieldMap; readonly isOn: boolean; readonly reason: string },
    by: string,
  ): Promise<FieldMapEntry>
  /** Throws `not-found`. */
  remove(key: FieldMapKey, reason: string, by: string): Promise<void>
}

import type { ShiftNote } from '../../domain/shift-note.ts'

/** What is handed over from shift to shift. */
export interface ShiftNotesOfCity {
  /** Written within a span, UTC ms, or about it; oldest first. */
  list(span: { readonly from: number; readonly to: number }): Promise<readonly ShiftNote[]>
  add(note: Omit<ShiftNote, 'id' | 'at'>): Promise<ShiftNote>
}

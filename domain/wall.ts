import { Type, type Static } from 'typebox'
import { Label } from './label.ts'
import { Id } from './station.ts'

/** What a wall can show. */
export const PANELS = ['counters', 'map', 'alarms', 'incidents', 'districts'] as const
export type Panel = (typeof PANELS)[number]

const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

/** One picture of a wall's rotation. */
export const WallView = Type.Object(
  {
    label: Type.Optional(Label),
    panels: Type.Array(Type.Enum([...PANELS]), { minItems: 1, maxItems: 4 }),
    /** How long it stays; 30 when not given. */
    seconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 3600 })),
    /** Kind whose index fills the districts of the map and is ranked beside it. */
    fill: Type.Optional(Type.String()),
    /** What moves on the map. */
    flows: Type.Optional(Type.Array(Type.Enum(['plume', 'river', 'roads']))),
  },
  { additionalProperties: false },
)
export type WallView = Static<typeof WallView>

/** A screen on a wall of the control room, which nobody touches. */
export const Wall = Type.Object(
  {
    id: Id,
    label: Label,
    language: Type.Optional(Type.Enum(['zh', 'en'])),
    views: Type.Array(WallView, { minItems: 1, maxItems: 12 }),
    /** Local times between which it is dark; never when not given, always when both are the same. */
    dark: Type.Optional(Type.Object({ from: TimeOfDay, to: TimeOfDay }, { additionalProperties: false })),
    /** Local time of day at which it loads itself anew; 04:10 when not given. */
    reloadAt: Type.Optional(TimeOfDay),
  },
  { additionalProperties: false },
)
export type Wall = Static<typeof Wall>

/** What every city can hang up without a word of configuration. */
export const DEFAULT_WALL: Wall = {
  id: 'main',
  label: { zh: '主屏', en: 'Main wall' },
  views: [
    { panels: ['counters', 'map', 'alarms'], seconds: 40, flows: ['plume'] },
    { panels: ['counters', 'map', 'districts'], seconds: 20 },
    { panels: ['counters', 'incidents', 'alarms'], seconds: 20 },
  ],
  dark: { from: '18:30', to: '06:30' },
}

/** Whether a wall is dark at a local time of day, in minutes after midnight. */
export function isDark(dark: Wall['dark'], minute: number): boolean {
  if (dark === undefined) return false
  const [from, to] = [minutesOf(dark.from), minutesOf(dark.to)]
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

export function minutesOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number)
  return hours * 60 + minutes
}

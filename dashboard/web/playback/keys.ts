import type { TextKey } from '../text/text.ts'

/** What a key does on this page. */
export type PlaybackDeed =
  | 'toggle'
  | 'next'
  | 'previous'
  | 'later'
  | 'earlier'
  | 'start'
  | 'end'
  | 'faster'
  | 'slower'
  | 'loop-from'
  | 'loop-to'
  | 'loop-off'
  | 'live'
  | 'down'
  | 'up'
  | 'open'

/** Keys of the page, for the sheet of keys. */
export const PLAYBACK_KEYS: readonly (readonly [string, TextKey])[] = [
  ['Space', 'playback.key.toggle'],
  ['← / →', 'playback.key.event'],
  ['Shift + ← / →', 'playback.key.minute'],
  ['Home / End', 'playback.key.ends'],
  ['+ / −', 'playback.key.speed'],
  ['[ / ]', 'playback.key.loop'],
  ['\\', 'playback.key.loop.off'],
  ['t', 'playback.key.live'],
]

const DEEDS: Readonly<Record<string, PlaybackDeed>> = {
  ' ': 'toggle',
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  Home: 'start',
  End: 'end',
  '+': 'faster',
  '=': 'faster',
  '-': 'slower',
  '[': 'loop-from',
  ']': 'loop-to',
  '\\': 'loop-off',
  t: 'live',
  j: 'down',
  k: 'up',
  ArrowDown: 'down',
  ArrowUp: 'up',
  Enter: 'open',
}

export function deedOf({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): PlaybackDeed | undefined {
  if (shiftKey && key === 'ArrowRight') return 'later'
  if (shiftKey && key === 'ArrowLeft') return 'earlier'
  return DEEDS[key]
}

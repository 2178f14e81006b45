/** Parameters of the address that make a view of the alarm console; what is open or where one stands is not part of it. */
const PARAMS: readonly string[] = [
  'state',
  'severity',
  'district',
  'owner',
  'text',
  'station',
  'rule',
  'assignee',
  'missed',
  'least',
  'cols',
]

/** A view that everybody has. */
export interface Preset {
  readonly id: 'open' | 'waiting' | 'severe' | 'mine' | 'missed' | 'chatter' | 'aside'
  readonly query: string
}

export function presetsOf(user: string): readonly Preset[] {
  return [
    { id: 'open', query: '' },
    { id: 'waiting', query: 'state=unacknowledged,returned' },
    { id: 'severe', query: 'severity=red,orange' },
    { id: 'mine', query: `assignee=${encodeURIComponent(user)}` },
    { id: 'missed', query: 'missed=1' },
    { id: 'chatter', query: 'least=3' },
    { id: 'aside', query: 'state=shelved,suppressed,out-of-service' },
  ]
}

/** What of an address is a view, always in the same order, so that two can be compared. */
export function viewOf(query: string): string {
  const given = new URLSearchParams(query)
  const kept = new URLSearchParams()
  for (const name of PARAMS) {
    const value = given.get(name)
    if (value !== null && value !== '') kept.set(name, value)
  }
  return kept.toString()
}

export function isSameView(a: string, b: string): boolean {
  return viewOf(a) === viewOf(b)
}

import type { Text } from '../text/text.ts'

/** What a token may be used for; null: everything. */
export function scopeWords(text: Text, scopes: readonly string[] | null): string {
  if (scopes === null) return text('people.scope.all')
  return scopes.map((scope) => text.of('people.scope', scope, scope)).join(text('list.comma'))
}

/** Who made an account: a person, or the city itself. */
export function makerWord(text: Text, maker: string): string {
  return maker === 'system' ? text('system') : maker
}

import type { Text } from '../text/text.ts'
import { visibleWord } from '../../../domain/visible.ts'

/** What was done, in words; its own name where there are none. */
export function actionWord(text: Text, action: string): string {
  return text.of('audit.action', action.replaceAll(' ', '-'), visibleWord(action))
}

/** How it ended; of a command, whether it went out. What was done is kept as `done` and as `ok`. */
export function resultWord(text: Text, result: string): string {
  const [known = ''] = result === 'ok' ? ['done'] : result.split(',')
  return text.of('audit.result', known, text.of('stations.delivery', known, visibleWord(known)))
}

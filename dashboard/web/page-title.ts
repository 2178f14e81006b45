import { nameIn } from '../../domain/label.ts'
import type { Desk } from './desk.ts'
import { pageAt } from './pages.ts'
import { isWallPath } from './wall/enter-wall.ts'

/** What the browser's tab is called: the screen, then the city. */
export function pageTitle({ text, route, city, session, settings }: Desk): string {
  const where = city.facts === null ? text('app.name') : nameIn(settings.language, city.facts.label)
  if (session === null || isWallPath(route.path)) return where
  return `${text(pageAt(route.path).label)} · ${where}`
}

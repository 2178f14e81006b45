import { html, type TemplateResult } from 'lit'
import type { Desk } from './desk.ts'

/** A link to another page that does not load the app anew: its sound and its picture stay. */
export function pageLink(
  { route }: Desk,
  label: string,
  to: { readonly path: string; readonly params?: Readonly<Record<string, string>> },
): TemplateResult {
  const { path, params = {} } = to
  const search = new URLSearchParams(params).toString()
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    route.go(path, params)
  }
  return html`<a class="page" href=${search === '' ? path : `${path}?${search}`} @click=${onClick}>${label}</a>`
}

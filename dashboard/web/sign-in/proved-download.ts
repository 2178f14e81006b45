import type { Desk } from '../desk.ts'

/** Goes where a link that was clicked leads, once whoever sits there has signed in lately enough. */
export async function provedDownload(desk: Pick<Desk, 'prove'>, event: MouseEvent): Promise<void> {
  event.preventDefault()
  const { href } = event.currentTarget as HTMLAnchorElement
  if (!(await desk.prove())) return
  const link = document.createElement('a')
  link.href = href
  link.download = ''
  link.click()
}

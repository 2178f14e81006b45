import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ROOT } from './sources.ts'

/** Paths of every screen of the menu, read from the table itself: a new row is tested and pictured with the others. */
export function pagePaths(): readonly string[] {
  const table = readFileSync(join(ROOT, 'dashboard/web/pages.ts'), 'utf8')
  // Walls, which no menu names, come after the table.
  const menu = table.split('export const WALL')[0] ?? ''
  return [...menu.matchAll(/^\s+path: '(\/[a-z-]*)',$/gm)].map((match) => match[1] ?? '')
}

/** Waits until a screen has loaded its code and its first answers, and is live. */
export async function settled(page: Page): Promise<void> {
  await page.locator('top-strip .link.live, top-strip .link.back, wall-page .all:not(.lost)').first().waitFor()
  await page.waitForFunction(() => {
    const main = document.querySelector('city-app')?.shadowRoot?.querySelector('main')
    const shown = main?.firstElementChild
    if (!shown?.shadowRoot) return false
    const loading = [...shown.shadowRoot.querySelectorAll('[role=status]')].some((one) =>
      /^(⟦)?(Loading…|正在读取…)/.test(one.textContent?.trim() ?? ''),
    )
    return !loading
  })
}

/** Goes to a path within the window, as a link does, which is faster than opening it anew. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate(async (there) => {
    history.pushState(null, '', there)
    dispatchEvent(new PopStateEvent('popstate'))
    await new Promise((painted) => requestAnimationFrame(painted))
  }, path)
  await settled(page)
}

/** Where the page is, as itself says: `page.url()` is what Playwright was told last, which on a slow machine is what was before. */
export async function addressOf(page: Page): Promise<URL> {
  return new URL(await page.evaluate(() => location.href))
}

/** Goes to a page by `g` and its key. */
export async function goByKeys(page: Page, key: string, path: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(key)
  const at = (await addressOf(page)).pathname
  if (at !== path) throw new Error(`g ${key} leads to ${at}, not ${path}; the focus is on ${await focused(page)}`)
  await page.waitForURL((url) => url.pathname === path)
}

/** Role or name of what has the focus, within shadow roots too. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    return at?.role ?? at?.localName ?? 'nothing'
  })
}

/** What a person can read on the page, in order, within shadow roots too; keys, code and what is marked as data, which are no words of ours, apart. */
export async function readable(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const skipped = new Set(['STYLE', 'SCRIPT', 'NOSCRIPT', 'KBD', 'CODE', 'PRE', 'SMALL-KEY'])
    const walk = (node: Node): void => {
      if (node instanceof Element) {
        if (skipped.has(node.tagName) || node.getAttribute('translate') === 'no') return
        if (!['OPTION', 'DATALIST'].includes(node.tagName) && !node.checkVisibility()) return
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
          const value = node.getAttribute(name)
          if (value !== null) found.push(value)
        }
        if (node.shadowRoot) for (const child of node.shadowRoot.childNodes) walk(child)
      }
      if (node.nodeType === Node.TEXT_NODE && node.textContent?.trim()) found.push(node.textContent.trim())
      for (const child of node.childNodes) walk(child)
    }
    walk(document.body)
    return found
  })
}

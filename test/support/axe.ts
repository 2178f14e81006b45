import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const SHOWN = 160

/**
 * What of the page breaks WCAG 2.2 A and AA, as `rule: element, why`. `of`: `colours` alone, which is all that differs between
 * themes, or `all` that axe knows, its advice too. It runs in the page itself: the wrapper for Playwright opens another page
 * each time and sends what passed as well, which takes six times as long.
 */
export async function violationsOf(page: Page, of: 'wcag' | 'colours' | 'all' = 'wcag'): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(SOURCE)
  const options: RunOptions = {
    resultTypes: ['violations'],
    ...(of === 'wcag' && { runOnly: { type: 'tag', values: WCAG } }),
    ...(of === 'colours' && { runOnly: { type: 'rule', values: ['color-contrast'] } }),
  }
  return page.evaluate(
    async ([how, length]) => {
      const { axe } = globalThis as typeof globalThis & { axe: { run(of: RunOptions): Promise<AxeResults> } }
      const { violations } = await axe.run(how)
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, length)} ${any[0]?.message ?? ''}`),
      )
    },
    [options, SHOWN] as const,
  )
}

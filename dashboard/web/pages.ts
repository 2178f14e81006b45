import { html, type TemplateResult } from 'lit'
import './alarms/alarms-page.ts'
import { visibleWord } from '../../domain/visible.ts'
import type { Desk } from './desk.ts'
import './overview/overview-page.ts'
import { pageLink } from './page-link.ts'
import { PLAYBACK_KEYS } from './playback/keys.ts'
import type { TextKey } from './text/text.ts'

/** What a screen is for; the menu's headings, in this order. */
export const PAGE_GROUPS = ['act', 'look', 'govern', 'run'] as const

export type PageGroup = (typeof PAGE_GROUPS)[number]

/** A screen, by its address. */
export interface Page {
  /** Its path, and the beginning of the paths below it. */
  readonly path: string
  readonly label: TextKey
  /** Under which heading of the menu it stands. */
  readonly group: PageGroup
  /** `g` and this key go there. */
  readonly key?: string
  /** It shows the past: keys that act on the present do nothing there. */
  readonly isPast?: true
  /** Keys of its own, for the sheet of keys. */
  readonly keys?: readonly (readonly [string, TextKey])[]
  /** Brings the code of a page that is not part of the first load. */
  readonly load?: () => Promise<unknown>
  render(desk: Desk): TemplateResult
}

/** Every screen; within its group in the order of the menu. Its texts are a pair in text/texts.ts. */
export const PAGES: readonly Page[] = [
  {
    path: '/',
    label: 'nav.overview',
    group: 'act',
    key: 'o',
    render: (desk) => html`<overview-page .desk=${desk}></overview-page>`,
  },
  {
    path: '/alarms',
    label: 'nav.alarms',
    group: 'act',
    key: 'a',
    render: (desk) => html`<alarms-page .desk=${desk}></alarms-page>`,
  },
  {
    path: '/map',
    label: 'nav.map',
    group: 'look',
    key: 'k',
    load: () => import('./map/map-page.ts'),
    render: (desk) => html`<map-page .desk=${desk}></map-page>`,
  },
  {
    path: '/incidents',
    label: 'nav.incidents',
    group: 'act',
    key: 'i',
    load: () => import('./incidents/incidents-page.ts'),
    render: (desk) => html`<incidents-page .desk=${desk}></incidents-page>`,
  },
  {
    path: '/stations',
    label: 'nav.stations',
    group: 'look',
    key: 's',
    load: () => import('./stations/stations-page.ts'),
    render: (desk) => html`<stations-page .desk=${desk}></stations-page>`,
  },
  {
    path: '/compare',
    label: 'nav.compare',
    group: 'look',
    key: 'v',
    load: () => import('./compare/compare-page.ts'),
    render: (desk) => html`<compare-page .desk=${desk}></compare-page>`,
  },
  {
    path: '/duty',
    label: 'nav.duty',
    group: 'act',
    key: 'u',
    load: () => import('./duty/duty-page.ts'),
    render: (desk) => html`<duty-page .desk=${desk}></duty-page>`,
  },
  {
    path: '/warnings',
    label: 'nav.warnings',
    group: 'act',
    key: 'w',
    load: () => import('./warnings/warnings-page.ts'),
    render: (desk) => html`<warnings-page .desk=${desk}></warnings-page>`,
  },
  {
    path: '/rules',
    label: 'nav.rules',
    group: 'govern',
    key: 'r',
    load: () => import('./rules/rules-page.ts'),
    render: (desk) => html`<rules-page .desk=${desk}></rules-page>`,
  },
  {
    path: '/performance',
    label: 'nav.performance',
    group: 'look',
    key: 'p',
    load: () => import('./performance/performance-page.ts'),
    render: (desk) => html`<performance-page .desk=${desk}></performance-page>`,
  },
  {
    path: '/playback',
    label: 'nav.playback',
    group: 'look',
    key: 'b',
    isPast: true,
    keys: PLAYBACK_KEYS,
    load: () => import('./playback/playback-page.ts'),
    render: (desk) => html`<playback-page .desk=${desk}></playback-page>`,
  },
  {
    path: '/report',
    label: 'nav.report',
    group: 'act',
    key: 'h',
    isPast: true,
    load: () => import('./report/report-page.ts'),
    render: (desk) => html`<report-page .desk=${desk}></report-page>`,
  },
  {
    path: '/channels',
    label: 'nav.channels',
    group: 'govern',
    key: 'c',
    load: () => import('./channels/channels-page.ts'),
    render: (desk) => html`<channels-page .desk=${desk}></channels-page>`,
  },
  {
    path: '/enrolment',
    label: 'nav.enrolment',
    group: 'run',
    key: 'e',
    load: () => import('./enrolment/enrolment-page.ts'),
    render: (desk) => html`<enrolment-page .desk=${desk}></enrolment-page>`,
  },
  {
    path: '/missing',
    label: 'nav.missing',
    group: 'run',
    key: 'm',
    load: () => import('./missing/missing-page.ts'),
    render: (desk) => html`<missing-page .desk=${desk}></missing-page>`,
  },
  {
    path: '/operations',
    label: 'nav.operations',
    group: 'run',
    key: 'y',
    load: () => import('./operations/operations-page.ts'),
    render: (desk) => html`<operations-page .desk=${desk}></operations-page>`,
  },
  {
    path: '/people',
    label: 'nav.people',
    group: 'govern',
    key: 'n',
    load: () => import('./people/people-page.ts'),
    render: (desk) => html`<people-page .desk=${desk}></people-page>`,
  },
  {
    path: '/dead-letters',
    label: 'nav.letters',
    group: 'run',
    key: 'd',
    load: () => import('./letters/letters-page.ts'),
    render: (desk) => html`<letters-page .desk=${desk}></letters-page>`,
  },
  {
    path: '/audit',
    label: 'nav.audit',
    group: 'govern',
    key: 't',
    load: () => import('./audit/audit-page.ts'),
    render: (desk) => html`<audit-page .desk=${desk}></audit-page>`,
  },
]

/** Screens of the control room's walls, which no menu names. */
export const WALL: Page = {
  path: '/wall',
  label: 'nav.overview',
  group: 'look',
  load: () => import('./wall/wall-page.ts'),
  render: (desk) => html`<wall-page .desk=${desk}></wall-page>`,
}

/** What an address leads to that is no page's: nobody takes the overview for what was asked for. */
const NO_PAGE: Page = {
  path: '',
  label: 'page.none',
  group: 'act',
  render: (desk) => html`<section class="notice" role="status">
    <h1>${desk.text('page.none')}</h1>
    <p>${desk.text('page.none.about', { path: visibleWord(desk.route.path) })}</p>
    <p>${pageLink(desk, desk.text('nav.overview'), { path: '/' })}</p>
  </section>`,
}

/** The page of a path, or the one that says that there is none. */
export function pageAt(path: string): Page {
  return PAGES.find((page) => page.path === path || (page.path !== '/' && path.startsWith(`${page.path}/`))) ?? NO_PAGE
}

import { html, type TemplateResult } from 'lit'
import './alarms/alarms-page.ts'
import type { Desk } from './desk.ts'
import './overview/overview-page.ts'
import { PLAYBACK_KEYS } from './playback/keys.ts'
import type { TextKey } from './text/text.ts'

/** A screen, by its address. */
export interface Page {
  /** Its path, and the beginning of the paths below it. */
  readonly path: string
  readonly label: TextKey
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

const OVERVIEW: Page = {
  path: '/',
  label: 'nav.overview',
  key: 'o',
  render: (desk) => html`<overview-page .desk=${desk}></overview-page>`,
}

/** Every screen, in the order of the menu. Its texts are a pair in text/texts.ts. */
export const PAGES: readonly Page[] = [
  OVERVIEW,
  {
    path: '/alarms',
    label: 'nav.alarms',
    key: 'a',
    render: (desk) => html`<alarms-page .desk=${desk}></alarms-page>`,
  },
  {
    path: '/map',
    label: 'nav.map',
    key: 'k',
    load: () => import('./map/map-page.ts'),
    render: (desk) => html`<map-page .desk=${desk}></map-page>`,
  },
  {
    path: '/incidents',
    label: 'nav.incidents',
    key: 'i',
    load: () => import('./incidents/incidents-page.ts'),
    render: (desk) => html`<incidents-page .desk=${desk}></incidents-page>`,
  },
  {
    path: '/stations',
    label: 'nav.stations',
    key: 's',
    load: () => import('./stations/stations-page.ts'),
    render: (desk) => html`<stations-page .desk=${desk}></stations-page>`,
  },
  {
    path: '/compare',
    label: 'nav.compare',
    key: 'v',
    load: () => import('./compare/compare-page.ts'),
    render: (desk) => html`<compare-page .desk=${desk}></compare-page>`,
  },
  {
    path: '/duty',
    label: 'nav.duty',
    key: 'u',
    load: () => import('./duty/duty-page.ts'),
    render: (desk) => html`<duty-page .desk=${desk}></duty-page>`,
  },
  {
    path: '/warnings',
    label: 'nav.warnings',
    key: 'w',
    load: () => import('./warnings/warnings-page.ts'),
    render: (desk) => html`<warnings-page .desk=${desk}></warnings-page>`,
  },
  {
    path: '/rules',
    label: 'nav.rules',
    key: 'r',
    load: () => import('./rules/rules-page.ts'),
    render: (desk) => html`<rules-page .desk=${desk}></rules-page>`,
  },
  {
    path: '/performance',
    label: 'nav.performance',
    key: 'p',
    load: () => import('./performance/performance-page.ts'),
    render: (desk) => html`<performance-page .desk=${desk}></performance-page>`,
  },
  {
    path: '/playback',
    label: 'nav.playback',
    key: 'b',
    isPast: true,
    keys: PLAYBACK_KEYS,
    load: () => import('./playback/playback-page.ts'),
    render: (desk) => html`<playback-page .desk=${desk}></playback-page>`,
  },
  {
    path: '/report',
    label: 'nav.report',
    isPast: true,
    load: () => import('./report/report-page.ts'),
    render: (desk) => html`<report-page .desk=${desk}></report-page>`,
  },
  {
    path: '/channels',
    label: 'nav.channels',
    key: 'c',
    load: () => import('./channels/channels-page.ts'),
    render: (desk) => html`<channels-page .desk=${desk}></channels-page>`,
  },
  {
    path: '/enrolment',
    label: 'nav.enrolment',
    key: 'e',
    load: () => import('./enrolment/enrolment-page.ts'),
    render: (desk) => html`<enrolment-page .desk=${desk}></enrolment-page>`,
  },
  {
    path: '/missing',
    label: 'nav.missing',
    key: 'm',
    load: () => import('./missing/missing-page.ts'),
    render: (desk) => html`<missing-page .desk=${desk}></missing-page>`,
  },
  {
    path: '/operations',
    label: 'nav.operations',
    key: 'y',
    load: () => import('./operations/operations-page.ts'),
    render: (desk) => html`<operations-page .desk=${desk}></operations-page>`,
  },
  {
    path: '/dead-letters',
    label: 'nav.letters',
    key: 'd',
    load: () => import('./letters/letters-page.ts'),
    render: (desk) => html`<letters-page .desk=${desk}></letters-page>`,
  },
]

/** Screens of the control room's walls, which no menu names. */
export const WALL: Page = {
  path: '/wall',
  label: 'nav.overview',
  key: '',
  load: () => import('./wall/wall-page.ts'),
  render: (desk) => html`<wall-page .desk=${desk}></wall-page>`,
}

/** The page of a path; the overview for one that is no page's. */
export function pageAt(path: string): Page {
  return PAGES.find((page) => page.path === path || (page.path !== '/' && path.startsWith(`${page.path}/`))) ?? OVERVIEW
}

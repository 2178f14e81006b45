import { css, html, nothing, type TemplateResult } from 'lit'
import { closeOnChoice, closeOnEscape, closeOnLeave } from '../menu-details.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { PAGE_GROUPS, type Page, PAGES, pageAt, type PageGroup } from '../pages.ts'

/** Screens whose links are seen beside the menu where there is room, and those of a broad window. */
const ALWAYS = 2
const BROAD = 5

/** The way to every screen: those that operators need always, and all of them by what they are for. */
export class PageMenu extends DeskElement {
  static override styles = [controls, menuStyles()]

  protected readonly follows = ['route'] as const

  override render(): TemplateResult {
    const { text, route } = this.desk
    const here = pageAt(route.path)
    const isShown = PAGES.indexOf(here) < ALWAYS
    return html`<nav aria-label=${text('nav.label')}>
      <details @click=${closeOnChoice} @focusout=${closeOnLeave} @keydown=${closeOnEscape}>
        <summary class=${isShown ? '' : 'here'}>
          <span aria-hidden="true">☰</span>
          <span class=${isShown ? '' : 'word'}>${text('nav.menu')}</span>
          ${isShown ? nothing : html`<span class="where">${text(here.label)}</span>`}
        </summary>
        <div class="sheet">${PAGE_GROUPS.map((group) => this.#group(group))}</div>
      </details>
      ${PAGES.slice(0, BROAD).map((page, at) => html`<span class=${at < ALWAYS ? 'beside' : 'beside broad'}>${this.#link(page)}</span>`)}
    </nav>`
  }

  #group(group: PageGroup): TemplateResult | typeof nothing {
    const pages = PAGES.filter((page) => page.group === group)
    if (pages.length === 0) return nothing
    return html`<section aria-labelledby=${group}>
      <h3 id=${group}>${this.desk.text.of('nav.group', group, group)}</h3>
      <ul>
        ${pages.map(
          (page) =>
            html`<li>${this.#link(page)}${page.key === undefined ? nothing : html`<kbd aria-hidden="true">g ${page.key}</kbd>`}</li>`,
        )}
      </ul>
    </section>`
  }

  #link(page: Page): TemplateResult {
    const { route, text } = this.desk
    return html`<a
      href=${page.path}
      aria-current=${pageAt(route.path) === page ? 'page' : nothing}
      @click=${(event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        route.go(page.path)
      }}
      >${text(page.label)}</a
    >`
  }
}

customElements.define('page-menu', PageMenu)

function menuStyles() {
  return css`
    :host,
    nav,
    details {
      min-width: 0;
    }
    nav {
      display: flex;
      align-items: center;
      gap: 0.9rem;
    }
    details {
      position: relative;
    }
    .beside {
      flex: none;
    }
    summary {
      display: flex;
      gap: 0.4rem;
      cursor: pointer;
      list-style: none;
      padding: 0.3rem 0.6rem;
      border: 1px solid var(--line-strong);
      border-radius: 0.2rem;
      background: var(--raised);
      white-space: nowrap;
    }
    summary::-webkit-details-marker {
      display: none;
    }
    .where {
      font-weight: 700;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .where::before {
      content: '· ';
    }
    .sheet {
      position: absolute;
      left: 0;
      top: calc(100% + 0.3rem);
      z-index: 20;
      display: grid;
      grid-template-columns: repeat(4, max-content);
      gap: 0.8rem 1.8rem;
      padding: 0.8rem 1.1rem 1rem;
      background: var(--raised);
      border: 1px solid var(--line-strong);
      border-radius: 0.2rem;
      box-shadow: 0 0.4rem 1.2rem #0004;
    }
    section {
      min-width: 8.5rem;
    }
    h3 {
      border-bottom: 1px solid var(--line);
      padding-bottom: 0.2rem;
      margin-bottom: 0.2rem;
    }
    li {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 1rem;
    }
    a {
      text-decoration: none;
      padding: 0.35rem 0;
      border-bottom: 3px solid transparent;
      white-space: nowrap;
    }
    li a {
      flex: 1;
    }
    a:hover {
      text-decoration: underline;
    }
    a[aria-current] {
      border-color: var(--ink);
      font-weight: 700;
    }
    kbd {
      color: var(--soft);
      font-size: 0.8rem;
      white-space: nowrap;
    }
    @media (max-width: 2200px) {
      .broad {
        display: none;
      }
    }
    @media (max-width: 1700px) {
      nav {
        gap: 0.65rem;
      }
      /* Where one is says more than that it is a menu. */
      .word {
        position: absolute;
        clip-path: inset(50%);
      }
      .where::before {
        content: none;
      }
    }
    @media (max-width: 48rem) {
      .beside {
        display: none;
      }
      details {
        position: static;
      }
      summary,
      li a {
        box-sizing: border-box;
        height: 44px;
        display: flex;
        align-items: center;
      }
      .sheet {
        inset: auto 0;
        top: auto;
        grid-template-columns: repeat(auto-fill, minmax(min(8.5rem, 100%), 1fr));
        max-height: 80dvh;
        overflow-y: auto;
      }
      kbd {
        display: none;
      }
    }
  `
}

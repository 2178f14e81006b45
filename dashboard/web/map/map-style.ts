import { css } from 'lit'

/** Look of the map's own controls. */
export function mapStyles() {
  return css`
    :host {
      display: block;
      position: relative;
      min-height: 0;
    }
    .box {
      position: absolute;
      inset: 0;
    }
    .zoom {
      position: absolute;
      left: 0.6rem;
      top: 0.6rem;
      display: grid;
    }
    .zoom button {
      width: 2.2rem;
      height: 2.2rem;
      padding: 0;
      font-size: 1.1rem;
      border-radius: 0;
      margin-top: -1px;
    }
    /* Over its mark, for focus and for who hears the page; the pointer goes through. */
    .spots {
      position: absolute;
      inset: 0;
      overflow: hidden;
      pointer-events: none;
    }
    .spot {
      position: absolute;
      left: -1rem;
      top: -1rem;
      width: 2rem;
      height: 2rem;
      min-height: 0;
      padding: 0;
      border: none;
      border-radius: 50%;
      background: none;
    }
    .attribution {
      position: absolute;
      right: 0.3rem;
      bottom: 0.2rem;
      background: var(--ground);
      padding: 0 0.3rem;
    }
    .card {
      position: absolute;
      left: 3.4rem;
      top: 0.6rem;
      display: grid;
      gap: 0.3rem;
      background: var(--raised);
      border: 1px solid var(--line-strong);
      padding: 0.4rem 0.7rem 0.6rem;
      max-width: 22rem;
    }
    .card header {
      justify-content: space-between;
    }
    .maplibregl-canvas:focus-visible {
      outline-offset: -3px;
    }
    .tip {
      position: absolute;
      left: 0;
      top: 0;
      pointer-events: none;
      display: grid;
      background: var(--raised);
      border: 1px solid var(--line-strong);
      padding: 0.3rem 0.6rem;
      font-size: 0.9rem;
      max-width: 20rem;
      box-shadow: 0 0.1rem 0.4rem #0004;
    }
    .old {
      color: var(--data);
      text-decoration: line-through;
    }
  `
}

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

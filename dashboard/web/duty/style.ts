import { css } from 'lit'

export const dutyStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-height: 0;
  }
  .bar {
    padding: 0.5rem 0.8rem;
    gap: 0.5rem 1.2rem;
  }
  .tabs {
    gap: 0;
  }
  .tabs button {
    border-radius: 0;
    margin-left: -1px;
  }
  .body {
    grid-row: 3;
    display: grid;
    min-height: 0;
    border-top: 1px solid var(--line);
    background: var(--panel);
  }
  .split {
    grid-template-columns: minmax(0, 1fr) minmax(20rem, 30rem);
  }
  .scroll {
    overflow: auto;
    min-height: 0;
    padding: 0.6rem 0.9rem 1.5rem;
  }
  duty-form {
    border-left: 1px solid var(--line-strong);
    overflow: auto;
  }
  @media (max-width: 60rem) {
    .split {
      grid-template-columns: minmax(0, 1fr);
    }
    .split > .scroll {
      display: none;
    }
  }
  .empty,
  .fault {
    padding: 1rem;
  }
  .gaps {
    border: 2px solid var(--ink);
    border-radius: 0.2rem;
    padding: 0.5rem 0.8rem;
    margin-bottom: 0.8rem;
    background: var(--raised);
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: start;
    vertical-align: top;
    padding: 0.45rem 0.8rem 0.45rem 0;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
  }
  thead th {
    color: var(--soft);
  }
  tbody th {
    font-weight: 600;
  }
  .cell {
    display: grid;
    justify-items: start;
  }
  .cell.gap b,
  .tag {
    border: 1px solid var(--ink);
    border-radius: 0.2rem;
    padding: 0 0.4em;
  }
  .line {
    display: grid;
    grid-template-columns: 11rem minmax(42rem, 1fr);
    gap: 0.6rem;
    align-items: center;
    border-bottom: 1px solid var(--line);
  }
  .line h3 {
    color: var(--ink);
    font-weight: 400;
  }
  .week {
    overflow-x: auto;
  }
  .track {
    position: relative;
    height: 2.6rem;
  }
  .track > * {
    position: absolute;
    top: 0;
    bottom: 0;
  }
  .day {
    color: var(--soft);
    padding: 0.5rem 0.3rem;
    font-size: 0.86rem;
  }
  .rule {
    border-left: 1px solid var(--line);
  }
  .at {
    border-left: 2px solid var(--ink);
    pointer-events: none;
  }
  .bar-of button {
    position: absolute;
    inset: 0.3rem 1px;
    min-height: 0;
    padding: 0 0.25rem;
    overflow: hidden;
    font-size: 0.8rem;
    line-height: 1.05;
    text-align: start;
    border-color: var(--line-strong);
  }
  .bar-of.on-now button {
    font-weight: 700;
  }
  .bar-of button:disabled {
    border-style: solid;
    color: var(--ink);
  }
  .bar-of.changed button {
    border-width: 2px;
    border-color: var(--ink);
  }
  .bar-of.gap button {
    border: 2px dashed var(--ink);
    background: none;
    font-weight: 700;
  }
  .swaps {
    margin-top: 1.2rem;
  }
  .items li {
    border-top: 1px solid var(--line);
  }
  .item {
    display: grid;
    width: 100%;
    text-align: start;
    border: 0;
    border-radius: 0;
    padding: 0.4rem;
  }
  .item[aria-current] {
    background: var(--raised);
    box-shadow: inset 3px 0 0 var(--ink);
  }
  .mark {
    width: 1.2rem;
    height: 1.2rem;
  }
  .plan {
    margin-bottom: 1.4rem;
  }
  .scroll > p {
    margin-bottom: 0.6rem;
  }
  .ladders {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr));
    gap: 0.9rem;
  }
  .ladder {
    border: 1px solid var(--line-strong);
    border-radius: 0.3rem;
    padding: 0.7rem 0.9rem;
    background: var(--raised);
  }
  .ladder ol {
    border-left: 3px solid var(--line-strong);
    margin: 0.6rem 0 0.6rem 0.4rem;
  }
  .ladder li {
    display: grid;
    grid-template-columns: 6.2rem minmax(0, 1fr);
    gap: 0.5rem;
    padding: 0.3rem 0 0.3rem 0.8rem;
    position: relative;
  }
  .ladder li::before {
    content: '';
    position: absolute;
    left: -0.5rem;
    top: 0.65rem;
    width: 0.7rem;
    height: 0.7rem;
    border-radius: 50%;
    background: var(--ink);
  }
`

export const formStyles = css`
  :host {
    display: block;
    padding: 0.6rem 0.9rem 1.5rem;
  }
  header {
    justify-content: space-between;
  }
  form,
  label,
  fieldset {
    display: grid;
    gap: 0.5rem;
  }
  label {
    gap: 0.15rem;
  }
  fieldset {
    border: 1px solid var(--line);
    border-radius: 0.2rem;
    padding: 0.4rem 0.6rem 0.6rem;
    margin: 0;
    min-width: 0;
  }
  .label {
    grid-template-columns: 1fr 1fr;
  }
  .ticks {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 0.9rem;
  }
  .tick {
    display: flex;
    align-items: center;
    gap: 0.3rem;
  }
  .tick input {
    min-height: 1.5rem;
    min-width: 1.5rem;
  }
  input:not([type='checkbox']),
  select {
    width: 100%;
    min-width: 0;
  }
  input[readonly] {
    background: none;
  }
  .one {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.4rem;
    align-items: end;
  }
  .objects > .one {
    grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
    border-top: 1px solid var(--line);
    padding-top: 0.4rem;
  }
  .objects > .one > fieldset {
    grid-column: 1 / -1;
  }
  .objects > .one > button {
    grid-column: -2 / -1;
    justify-self: end;
  }
  .history li {
    padding: 0.2rem 0;
    border-top: 1px solid var(--line);
  }
`

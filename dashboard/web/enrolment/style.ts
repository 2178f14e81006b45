import { css } from 'lit'

export const pageStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-height: 0;
  }
  nav {
    padding: 0.5rem 0.8rem;
  }
  main {
    overflow: auto;
    min-height: 0;
    border-top: 1px solid var(--line);
    background: var(--panel);
  }
  .denied {
    padding: 1rem;
  }
`

export const viewStyles = css`
  :host {
    display: grid;
    gap: 0.9rem;
    padding: 0.8rem;
    max-width: 62rem;
  }
  section {
    display: grid;
    gap: 0.5rem;
  }
  .secret {
    border: 2px solid var(--ink);
    border-radius: 0.2rem;
    padding: 0.6rem 0.8rem;
    display: grid;
    gap: 0.3rem;
  }
  .secret output {
    font: 1.5rem var(--mono);
    overflow-wrap: anywhere;
    user-select: all;
  }
  .item {
    border-top: 1px solid var(--line);
    padding: 0.6rem 0;
    display: grid;
    gap: 0.3rem;
  }
  .item b,
  td,
  .facts {
    overflow-wrap: anywhere;
  }
  .rivals {
    border: 2px solid var(--monitor);
    border-radius: 0.2rem;
    padding: 0.2rem 0.5rem;
    justify-self: start;
  }
  form {
    display: grid;
    gap: 0.6rem;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr));
    gap: 0.6rem;
  }
  .field {
    display: grid;
    gap: 0.15rem;
    align-content: start;
  }
  .field input,
  .field select {
    width: 100%;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.93rem;
  }
  th {
    text-align: start;
    font-weight: 600;
    color: var(--soft);
  }
  th,
  td {
    padding: 0.3rem 0.6rem 0.3rem 0;
    border-top: 1px solid var(--line);
    vertical-align: top;
  }
  pre {
    margin: 0;
    font: 0.86rem var(--mono);
    overflow-x: auto;
  }
  approve-form {
    padding: 0;
  }
  button,
  a.button {
    justify-self: start;
  }
  a.button {
    display: inline-block;
    border: 1px solid var(--ink);
    border-radius: 0.2rem;
    padding: 0.3rem 0.8rem;
    background: var(--ink);
    color: var(--page);
    font-weight: 600;
    text-decoration: none;
  }
`

import { css } from 'lit'

/** Height of a row; the list computes with it, so text never changes it. */
export const ROW_REM = 3.6

export const listStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    position: relative;
    --columns: 6rem minmax(8rem, 2.2fr) minmax(8rem, 2fr) minmax(7rem, 1.8fr) 8rem 5.5rem 8rem;
  }
  .rows {
    overflow-y: auto;
    flex: 1;
    min-height: 0;
    contain: strict;
  }
  .space {
    position: relative;
  }
  .held {
    position: absolute;
    z-index: 1;
    top: 0.3rem;
    left: 50%;
    translate: -50%;
    background: var(--ink);
    color: var(--page);
  }
  .alarm {
    position: absolute;
    inset: 0 0 auto;
    height: 3.6rem;
    padding: 0.3rem 0.6rem 0.3rem 0.4rem;
    border-bottom: 1px solid var(--line);
    border-left: 0.25rem solid transparent;
    display: grid;
    grid-template: 'sign what age' 1fr 'sign place state' 1fr / 3.2rem minmax(0, 1fr) auto;
    column-gap: 0.5rem;
    align-items: center;
    cursor: pointer;
    overflow: hidden;
  }
  .alarm:hover {
    background: var(--raised);
  }
  .alarm.waits {
    background: var(--raised);
  }
  .alarm.waits .what {
    font-weight: 700;
  }
  .alarm .what b {
    font-weight: inherit;
  }
  .alarm[aria-selected='true'] {
    border-left-color: var(--focus);
  }
  .alarm.open {
    box-shadow: inset 0 0 0 2px var(--focus);
  }
  .alarm.past .what b {
    text-decoration: line-through;
    text-decoration-thickness: 1px;
  }
  .alarm.member {
    border-left: 0.25rem solid var(--line-strong);
  }
  .wide .member .sign {
    padding-left: 1rem;
  }
  .member .what {
    padding-left: 1.2rem;
  }
  .alarm.member[aria-selected='true'] {
    border-left-color: var(--focus);
  }
  .alarm.incident {
    background: var(--raised);
  }
  .twist {
    display: inline-block;
    width: 1rem;
  }
  .rows:not(.wide) .incident .clock {
    display: none;
  }
  .sign {
    grid-area: sign;
    display: flex;
    flex-direction: column;
    align-items: center;
    line-height: 1.15;
  }
  .word {
    font-size: 0.78rem;
  }
  .what {
    grid-area: what;
  }
  .place {
    grid-area: place;
    color: var(--soft);
  }
  .state {
    grid-area: state;
    color: var(--soft);
    text-align: right;
  }
  .age {
    grid-area: age;
    text-align: right;
  }
  .what,
  .place,
  .figure,
  .state,
  .who {
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .rows:not(.wide) :is(.figure, .who) {
    display: none;
  }
  .rows:not(.wide) .place,
  .rows:not(.wide) .state {
    font-size: 0.9rem;
  }
  .count,
  .tag {
    margin-left: 0.4rem;
    font-size: 0.8rem;
    font-weight: 400;
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    padding: 0 0.3rem;
    white-space: nowrap;
    display: inline-block;
    line-height: 1.3;
  }
  .tag {
    border-style: dashed;
  }
  .wide .alarm {
    grid-template: 'sign what place figure state who age' 1fr / var(--columns);
  }
  .wide .sign {
    flex-direction: row;
    gap: 0.5rem;
  }
  .wide .word {
    font-size: 0.9rem;
  }
  .wide .figure {
    grid-area: figure;
  }
  .wide .state {
    text-align: left;
    color: var(--ink);
  }
  .wide .who {
    grid-area: who;
  }
  .wide :is(.figure, .what, .place, .state) {
    white-space: normal;
    max-height: 100%;
  }
  .age {
    white-space: nowrap;
  }
  .wide .age {
    display: grid;
    line-height: 1.25;
  }
  .clock {
    color: var(--soft);
    font-size: 0.86rem;
  }
  .columns {
    padding: 0.2rem 0.6rem 0.2rem 0.65rem;
    border-bottom: 1px solid var(--line-strong);
    font-size: 0.86rem;
    color: var(--soft);
    display: grid;
    column-gap: 0.5rem;
    grid-template-columns: var(--columns);
  }
  .columns span:last-child {
    text-align: right;
  }
`

import { css } from 'lit'

/** Below so much room, as on a phone, a row has a line for each of what, where and how it stands. */
export const PHONE_REM = 28

/** Height of a row in a list so wide; the list computes with it, so text never changes it. */
export function rowRem(room: number): number {
  return room < PHONE_REM ? 4.9 : 3.6
}

export const listStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    position: relative;
  }
  /* Chosen columns may need more room than there is: they scroll sideways, with their heads. */
  .across {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
    overflow: auto hidden;
  }
  .rows {
    overflow: hidden auto;
    flex: 1;
    min-height: 0;
    min-width: var(--least, 0);
  }
  .rows:not(.wide) {
    min-width: 0;
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
    height: var(--row);
    padding: 0.3rem 0.6rem 0.3rem 0.4rem;
    border-bottom: 1px solid var(--line);
    border-left: 0.25rem solid transparent;
    display: grid;
    grid-template: 'box sign what what age hold' 1fr 'box sign place state state hold' 1fr / auto 3.7rem minmax(0, 1fr) auto auto auto;
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
  .alarm.waits :is(.what, .col-what) {
    font-weight: 700;
  }
  .alarm :is(.what, .col-what) b {
    font-weight: inherit;
  }
  .alarm.picked {
    border-left-color: var(--focus);
    outline: 1px solid var(--focus);
    outline-offset: -1px;
  }
  .alarm.open {
    box-shadow: inset 0 0 0 2px var(--focus);
  }
  .alarm.past :is(.what, .col-what) b {
    text-decoration: line-through;
    text-decoration-thickness: 1px;
  }
  .alarm.member {
    border-left: 0.25rem solid var(--line-strong);
  }
  .wide .member .col-level {
    padding-left: 1rem;
  }
  .member :is(.what, .col-what) {
    padding-left: 1.2rem;
  }
  .alarm.member.picked {
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
    margin-right: 0.5rem;
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
    margin-left: 0.5rem;
  }
  .age {
    grid-area: age;
    text-align: right;
    margin-left: 0.5rem;
  }
  .what,
  .place,
  .state {
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
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
  .phone .alarm {
    grid-template: 'box sign what what hold' 1fr 'box sign place place hold' 1fr 'box sign state age hold' 1fr / auto 3.7rem minmax(0, 1fr) auto auto;
  }
  /* The way into an incident's room is as large as a thumb, where an alarm has its button. */
  .phone .place a,
  .rows:not(.phone) .hold a {
    display: none;
  }
  .hold a {
    display: grid;
    place-items: center;
    width: 4.4rem;
    min-height: 44px;
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    text-align: center;
    text-decoration: none;
    font-size: 0.86rem;
    line-height: 1.2;
    white-space: normal;
  }
  .rows.phone .state {
    text-align: left;
    margin-left: 0;
    font-size: 0.8rem;
  }
  .wide .alarm {
    grid-template: none;
    grid-template-columns: var(--columns);
    column-gap: 0.5rem;
  }
  .cell {
    max-height: 100%;
    overflow: hidden;
    overflow-wrap: anywhere;
    line-height: 1.3;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  /* Words of ours, for which their columns are wide enough. */
  .cell:is(.col-state, .col-missed) {
    overflow-wrap: normal;
  }
  .cell.col-level {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .wide .word {
    font-size: 0.9rem;
  }
  .col-raised {
    text-align: right;
  }
  .col-raised .clock {
    display: block;
  }
  .cell.col-trend {
    display: block;
  }
  .spark {
    display: block;
    width: 100%;
    height: 1.9rem;
  }
  .spark polyline {
    fill: none;
    stroke: var(--data);
    stroke-width: 1.5;
    vector-effect: non-scaling-stroke;
  }
  .spark line {
    stroke: var(--ink);
    stroke-width: 1;
    stroke-dasharray: 4 3;
    vector-effect: non-scaling-stroke;
  }
  .alarm.marked {
    background: color-mix(in srgb, var(--focus) 14%, var(--raised));
  }
  .mark-cell {
    display: grid;
    place-items: center;
    align-self: stretch;
  }
  .mark-cell input {
    min-height: 0;
    width: 1.25rem;
    height: 1.25rem;
    margin: 0;
  }
  .rows:not(.wide) .mark-cell {
    grid-area: box;
    min-width: 2.5rem;
  }
  .hold {
    display: none;
    grid-area: hold;
  }
  @media (max-width: 48rem), (pointer: coarse) {
    .hold {
      display: block;
      margin-left: 0.5rem;
    }
    .rows:not(.wide) .mark-cell {
      min-width: 44px;
      margin-left: -0.4rem;
    }
  }
  .age {
    white-space: nowrap;
  }
  .clock {
    color: var(--soft);
    font-size: 0.86rem;
    white-space: nowrap;
  }
  .columns {
    min-width: var(--least, 0);
    padding: 0.2rem 0.6rem 0.2rem 0.65rem;
    border-bottom: 1px solid var(--line-strong);
    font-size: 0.86rem;
    color: var(--soft);
    display: grid;
    column-gap: 0.5rem;
    grid-template-columns: var(--columns);
  }
`

import { css } from 'lit'

/** Look of a page that is not the present: paler, another ground, and a border that nothing live has. */
export const playbackStyles = css`
  :host {
    display: grid;
    min-height: 0;
    --live-page: var(--page);
    --live-panel: var(--panel);
    --live-raised: var(--raised);
    --past: light-dark(#6b4a12, #e3bd78);
    --past-ink: light-dark(#fff, #1b1f24);
  }
  .past {
    --page: color-mix(in srgb, var(--live-page), #c99a3b 16%);
    --panel: color-mix(in srgb, var(--live-panel), #c99a3b 12%);
    --raised: color-mix(in srgb, var(--live-raised), #c99a3b 8%);
    display: grid;
    grid-template-rows: auto auto auto auto minmax(0, 1fr);
    min-height: 0;
    background: var(--panel);
    border: 0.5rem solid transparent;
    border-image: repeating-linear-gradient(135deg, var(--past) 0 0.6rem, var(--page) 0.6rem 1.2rem) 8;
  }
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.2rem 1.4rem;
    padding: 0.4rem 0.8rem;
    background: var(--past);
    color: var(--past-ink);
  }
  .banner .word {
    text-transform: uppercase;
    letter-spacing: 0.06em;
  }
  .banner .clock {
    font-size: 1.5rem;
    font-weight: 700;
  }
  .banner .live {
    margin-left: auto;
    color: var(--ink);
  }
  .bar {
    padding: 0.4rem 0.8rem 0.2rem;
    gap: 0.4rem 1rem;
  }
  .bar .tight {
    gap: 0;
  }
  .bar .tight > * {
    border-radius: 0;
    margin-left: -1px;
    min-width: 2.4rem;
  }
  .bar .end {
    margin-left: auto;
  }
  .bar .shared {
    flex-basis: 100%;
  }
  .bar .shared input {
    flex: 1;
    min-width: 0;
  }
  .play {
    min-width: 3.4rem;
  }
  a.page {
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    min-height: 2rem;
    padding: 0.2rem 0.6rem;
    background: var(--raised);
    text-decoration: none;
    display: inline-flex;
    align-items: center;
  }
  playback-timeline {
    padding: 0.3rem 0.8rem;
  }
  .fault {
    margin: 0.3rem 0.8rem;
  }
  .body {
    grid-row: 5;
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(19rem, 2fr);
    min-height: 0;
    border-top: 1px solid var(--line-strong);
  }
  .left {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    min-height: 0;
    min-width: 0;
  }
  .left city-map {
    min-height: 10rem;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr));
    grid-auto-rows: minmax(11rem, 1fr);
    gap: 0.6rem;
    padding: 0.5rem 0.8rem;
    height: clamp(12.5rem, 30vh, 26rem);
    overflow: auto;
    border-top: 1px solid var(--line);
  }
  .right {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    border-left: 1px solid var(--line-strong);
  }
  .right h1 {
    padding: 0.4rem 0.8rem;
    font-size: 1.05rem;
    border-bottom: 1px solid var(--line);
  }
  alarm-list {
    flex: 1;
    min-height: 8rem;
  }
  .empty,
  .notice {
    padding: 1.2rem 0.8rem;
    color: var(--soft);
  }
  .incident,
  .detail {
    padding: 0.5rem 0.8rem;
    border-bottom: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  .detail {
    overflow: auto;
    flex: 1.5;
    min-height: 0;
    border-top: 2px solid var(--line-strong);
  }
  .detail header {
    justify-content: space-between;
  }
  .head {
    display: flex;
    gap: 0.6rem;
    align-items: center;
  }
  .tasks {
    margin-top: 0.3rem;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.2rem 0.8rem;
    margin: 0.5rem 0;
  }
  dt {
    color: var(--soft);
  }
  .log li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.6rem;
    padding: 0.25rem 0;
    border-top: 1px solid var(--line);
  }
  .choose {
    grid-row: 2 / -1;
    overflow: auto;
    padding: 0.8rem;
    display: grid;
    gap: 1.2rem;
    align-content: start;
  }
  .choose form {
    margin-top: 0.5rem;
    gap: 0.5rem 1rem;
  }
  .choose li {
    border-top: 1px solid var(--line);
  }
  button.incident {
    display: flex;
    gap: 0.7rem;
    align-items: center;
    text-align: left;
    width: 100%;
    border: 0;
  }
  @media (max-width: 48rem) {
    :host {
      overflow: auto;
    }
    .past {
      grid-template-rows: none;
      align-content: start;
    }
    .body {
      grid-row: auto;
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: none;
    }
    .right {
      order: -1;
      border-left: 0;
    }
    alarm-list {
      flex: none;
      height: 16rem;
    }
    .left {
      grid-template-rows: auto;
    }
    .left city-map {
      height: 16rem;
    }
    .charts {
      height: auto;
      grid-auto-rows: minmax(11rem, auto);
    }
    .bar .end {
      margin-left: 0;
    }
    .banner .clock {
      font-size: 1.2rem;
    }
  }
`

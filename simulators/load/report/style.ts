/** Colours are those of the operators' screens: grey is normal, red is not. */
export const STYLE = `
:root { color-scheme: light; --page: #d9dbde; --panel: #e7e9eb; --raised: #f3f4f5; --line: #b4b9bf; --ink: #1b1f24; --soft: #454b53;
  --bad: #b3001b; --s1: #1b1f24; --s2: #00565c; --s3: #7a3b00; --s4: #4b2a8c; --s5: #6b0f4f; --wanted: #868d96; }
@media (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --page: #23272c; --panel: #2b3036; --raised: #343a41; --line: #49515a; --ink: #e4e7eb; --soft: #b9c0c8;
    --bad: #ff4d4d; --s1: #e4e7eb; --s2: #86cfd4; --s3: #e0b184; --s4: #c3b1f5; --s5: #eba3cf; --wanted: #77808b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 22px; margin: 0; }
h2 { font-size: 16px; margin: 0; }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; margin-bottom: 12px; }
header p, .about { color: var(--soft); margin: 0; }
.verdict { background: var(--raised); border: 1px solid var(--line); border-left: 6px solid var(--soft); padding: 12px 16px; margin-bottom: 16px; }
.verdict.bad { border-left-color: var(--bad); }
.verdict strong { font-size: 18px; }
.verdict.bad strong { color: var(--bad); }
.verdict p { margin: 4px 0 0; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 8px; margin: 12px 0 0; }
.figures div { display: flex; flex-direction: column-reverse; }
.figures dt { color: var(--soft); }
.figures dd { margin: 0; font-size: 22px; font-variant-numeric: tabular-nums; }
.rest { columns: 2 520px; column-gap: 16px; }
.rest section { break-inside: avoid; }
.grid section { margin-bottom: 0; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 16px; margin-bottom: 16px; }
section { margin-bottom: 16px; background: var(--panel); border: 1px solid var(--line); padding: 12px 16px; min-width: 0; }
.chart { height: 300px; margin-top: 8px; }
.scroll { overflow-x: auto; }
.scroll.long { max-height: 420px; overflow-y: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 8px; }
th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td { overflow-wrap: anywhere; }
th:first-child, td:first-child:not(.number) { min-width: 9em; }
@media print { body { background: none; } section { break-inside: avoid; } }
`

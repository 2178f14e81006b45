import { drawCharts } from './charts.ts'
import { drawTables } from './tables.ts'
import { STYLE } from './style.ts'
import type { LoadReport } from './schema.ts'
import { PAGE_WORDS } from './words.ts'

/** Nothing is loaded from anywhere, whatever a report says. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

/** One page with everything in it; `charts` is the script of ECharts. Opens from a disk, without a network. */
export function pageOf(report: LoadReport, charts: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CityPulse</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main id="page"></main>
<script type="application/json" id="report">${asJson(report)}</script>
<script type="application/json" id="words">${asJson(PAGE_WORDS)}</script>
<script>${asScript(charts)}</script>
<script>${asScript(program())}</script>
</body>
</html>
`
}

/** The functions below run in the browser as they stand here: none of them uses anything of a module. */
function program(): string {
  return `(() => {
const read = (id) => JSON.parse(document.getElementById(id).textContent)
const language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
const words = read('words')[language]
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
const page = document.getElementById('page')
const report = read('report')
const boxes = (${String(drawTables)})({ page, report, words, language })
;(${String(drawCharts)})({ boxes, report, words, language, echarts })
})()`
}

/** Text that cannot end the element that it stands in. */
function asJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`)
}

function asScript(text: string): string {
  return text.replaceAll(/<\/(script)/gi, String.raw`<\/$1`).replaceAll('<!--', String.raw`<\!--`)
}

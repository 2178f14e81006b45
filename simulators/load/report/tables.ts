import type { LoadReport } from './schema.ts'
import type { PageWords } from './words.ts'

/** Boxes of the charts, empty. */
export type Boxes = Readonly<Record<keyof PageWords['charts'], HTMLElement>>

/**
 * Writes the page but for the pictures. Goes to the browser as text, so it uses nothing but what it is given; whatever the
 * report says becomes text, never markup.
 */
export function drawTables({
  page,
  report,
  words,
  language,
}: {
  readonly page: HTMLElement
  readonly report: LoadReport
  readonly words: PageWords
  readonly language: 'zh' | 'en'
}): Boxes {
  type Cell = string | number
  const locale = language === 'zh' ? 'zh-CN' : 'en'
  const make = (tag: string, of: { text?: string; className?: string } = {}, ...inside: Node[]): HTMLElement => {
    const element = document.createElement(tag)
    if (of.text !== undefined) element.textContent = of.text
    if (of.className !== undefined) element.className = of.className
    element.append(...inside)
    return element
  }
  const shown = (cell: Cell): string =>
    typeof cell === 'string'
      ? cell
      : cell.toLocaleString(locale, { maximumFractionDigits: cell < 0.01 ? 3 : cell < 100 ? 2 : 0 })
  const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): HTMLElement => {
    const classOf = (column: number) => (typeof rows[0]?.[column] === 'number' ? { className: 'number' } : {})
    const cells = (tag: string, of: readonly Cell[]) =>
      of.map((cell, column) => make(tag, { text: shown(cell), ...classOf(column) }))
    const heads = cells('th', head)
    for (const one of heads) one.setAttribute('scope', 'col')
    const body = rows.map((row) => make('tr', {}, ...cells('td', row)))
    const isLong = rows.length > 20
    const box = make(
      'div',
      { className: isLong ? 'scroll long' : 'scroll' },
      make('table', {}, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...body)),
    )
    // What scrolls must be reached by keys.
    if (isLong) box.tabIndex = 0
    return box
  }
  const section = (title: string, ...inside: Node[]): HTMLElement =>
    make('section', {}, make('h2', { text: title }), ...inside)

  const { verdict, target, ways, steps, differences, errors, machine, versions, options } = report
  const { columns, tables, figures } = words
  document.title = words.title
  const when = new Date(report.startedAt).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' })
  page.append(
    make(
      'header',
      {},
      make('h1', { text: words.title }),
      make('p', { text: when }),
      make('p', { text: `${words.against} ${target.address}` }),
    ),
  )

  const list = make('dl', { className: 'figures' })
  const arrived = target.kind === 'city' ? figures.stored : figures.delivered
  for (const [name, n] of [
    [figures.sent, verdict.sent],
    [figures.acknowledged, verdict.acknowledged],
    [arrived, verdict.arrived],
    [figures.duplicate, verdict.duplicate],
    [figures.refused, verdict.refused],
  ] as const)
    list.append(make('div', {}, make('dt', { text: name }), make('dd', { text: shown(n) })))
  const sustained = steps.findLast(({ held }) => held)
  if (steps.length > 0)
    list.append(
      make(
        'div',
        {},
        make('dt', { text: figures.sustained }),
        make('dd', { text: shown(sustained?.acknowledged ?? 0) }),
      ),
    )
  // A station's worst difference: its books can differ in more than one way.
  const worst = new Map<string, number>()
  for (const { id, missing } of differences) worst.set(id, Math.max(worst.get(id) ?? 0, missing))
  const missing = [...worst.values()].reduce((sum, one) => sum + one, 0)
  const why =
    worst.size > 0
      ? words.differ.replace('{missing}', shown(missing)).replace('{stations}', shown(worst.size))
      : words.unbooked
  page.append(
    make(
      'div',
      { className: verdict.ok ? 'verdict' : 'verdict bad' },
      make('strong', { text: verdict.ok ? words.ok : words.failed }),
      ...(verdict.ok ? [] : [make('p', { text: why })]),
      list,
    ),
  )

  const boxes: Record<string, HTMLElement> = {}
  const charts = make('div', { className: 'grid' })
  for (const [name, { title, about }] of Object.entries(words.charts)) {
    const box = make('div', { className: 'chart' })
    box.setAttribute('role', 'img')
    box.setAttribute('aria-label', `${title}: ${about}`)
    boxes[name] = box
    charts.append(section(title, make('p', { className: 'about', text: about }), box))
  }

  const percentiles = ways.map(({ way, count, percentiles: found, resolutionMs, note }): Cell[] => {
    const values = found ? [found.p50, found.p90, found.p99, found.p999, found.max] : Array<Cell>(5).fill('–')
    return [note === '' ? words.ways[way] : `${words.ways[way]} (${note})`, ...values, count, resolutionMs]
  })
  const byPercentile = [columns.way, 'p50', 'p90', 'p99', 'p99.9', columns.max, columns.count, columns.resolution]
  page.append(section(tables.ways, table(byPercentile, percentiles)), charts)
  const rest = make('div', { className: 'rest' })
  page.append(rest)

  if (steps.length > 0) {
    const rows = steps.map(({ rate, sent, acknowledged, p99, held, cause }): Cell[] => [
      rate,
      sent,
      acknowledged,
      p99 ?? '–',
      held ? columns.yes : columns.no,
      words.causes[cause],
    ])
    const { sent, acknowledged } = words.series
    const head = [columns.rate, sent, acknowledged, 'p99', columns.held, columns.cause]
    rest.append(section(tables.steps, table(head, rows)))
  }
  const differing = differences.map(({ id, reason, missing }): Cell[] => [id, reason, missing])
  rest.append(
    section(
      tables.differences,
      differing.length > 0
        ? table([columns.station, columns.reason, columns.missing], differing)
        : make('p', { className: 'about', text: words.none }),
    ),
  )
  const kinds = Object.entries(errors)
  rest.append(
    section(
      tables.errors,
      kinds.length > 0
        ? table([columns.kind, columns.count], kinds)
        : make('p', { className: 'about', text: words.none }),
    ),
  )
  const named = (rows: readonly (readonly [string, unknown])[]) =>
    table(
      ['', ''],
      rows.map(([name, value]): Cell[] => [name, typeof value === 'number' ? shown(value) : String(value)]),
    )
  rest.append(section(tables.options, named(Object.entries(options))))
  const { cpu, cores, memory, system, opening } = words.machine
  rest.append(
    section(
      tables.machine,
      named([
        [cpu, machine.cpu],
        [cores, machine.cores],
        [memory, `${machine.memoryGiB} GiB`],
        [system, machine.system],
        [opening, `${report.openSeconds.toFixed(1)} ${words.seconds}`],
        ...Object.entries(versions),
      ]),
    ),
  )
  return boxes as Boxes
}

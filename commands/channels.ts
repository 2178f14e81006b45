import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import type { Channel, ChannelType, ChannelWish, Delivery, TestAnswer } from '../domain/delivery.ts'
import type { Severity } from '../domain/severity.ts'
import { apiOf, asking, type Asking, listOf, printJson, several, shown, type Terminal } from './ask.ts'
import { counted, table, timeText } from './table.ts'

/** `channels`: ways out of the city. */
export function channelsCommand(terminal: Terminal): Command {
  return new Command('channels')
    .description('list, add, change and test ways out of the city: e-mail, robots, webhooks')
    .addCommand(listCommand(terminal))
    .addCommand(typesCommand(terminal))
    .addCommand(addCommand(terminal))
    .addCommand(setCommand(terminal))
    .addCommand(turnCommand(terminal, 'on'))
    .addCommand(turnCommand(terminal, 'off'))
    .addCommand(removeCommand(terminal))
    .addCommand(testCommand(terminal))
    .addCommand(deliveriesCommand(terminal))
}

const pathOf = (id: string) => `/channels/${encodeURIComponent(id)}`

function listCommand(terminal: Terminal): Command {
  return asking('list', 'every channel and how it does').action(async (given: Asking) => {
    const channels = await listOf((await apiOf(given, terminal)).all<Channel>('/channels', {}))
    if (given.json) return printJson(terminal, channels)
    const rows = channels.map(({ id, type, state, waiting, quieted, lastSentAt, lastFault, label }) => [
      id,
      type,
      state,
      `${waiting}`,
      `${quieted}`,
      lastSentAt === null ? 'never' : timeText(lastSentAt),
      label,
      lastFault ?? '',
    ])
    terminal.print(table(['id', 'type', 'state', 'waiting', 'quiet', 'last sent', 'label', 'fault'], rows))
    terminal.print(`\n${counted(channels.length, 'channel')}`)
  })
}

function typesCommand(terminal: Terminal): Command {
  return asking('types', 'types of channels and the settings of each').action(async (given: Asking) => {
    const { items } = await (await apiOf(given, terminal)).get<{ items: ChannelType[] }>('/channel-types')
    if (given.json) return printJson(terminal, items)
    const rows = items.flatMap(({ id, label, fields }) =>
      fields.map((field, i) => [
        i === 0 ? id : '',
        i === 0 ? shown(terminal, label) : '',
        field.name,
        `${field.sort === 'secret' ? 'secret' : ''}${field.isRequired ? '' : ' optional'}`.trim(),
        field.choices?.join(', ') ?? field.example ?? '',
      ]),
    )
    terminal.print(table(['type', '', 'setting', '', 'example'], rows))
  })
}

interface Wished {
  readonly label?: string
  readonly set?: readonly string[]
  readonly severity?: readonly string[]
  readonly department?: readonly string[]
  readonly district?: readonly string[]
  readonly kind?: readonly string[]
  readonly quiet?: string
  readonly language?: ChannelWish['language']
  readonly summaryAbove?: string
}

function wishing(command: Command): Command {
  return command
    .option('--label <text>', 'name for people')
    .option('--set <name=value>', 'a setting; name=@file reads it from a file', gathered)
    .option('--severity <colours>', 'only these: blue, yellow, orange, red', several)
    .option('--department <ids>', 'only alarms of these departments', several)
    .option('--district <ids>', 'only in these districts', several)
    .option('--kind <kinds>', 'only of these kinds', several)
    .option('--quiet <22:00-07:00/yellow>', 'hours in which alarms up to that colour wait; none ends them')
    .option('--language <language>', 'zh, en or both')
    .option('--summary-above <count>', 'so many messages in ten minutes become a summary')
}

function addCommand(terminal: Terminal): Command {
  return wishing(asking('add', 'makes a channel; it is told of what comes from then on').argument('<id>'))
    .requiredOption('--type <type>', 'one of `channels types`')
    .action(async (id: string, given: Asking & Wished & { type: string }) => {
      const first: ChannelWish = {
        type: given.type,
        label: id,
        isOn: true,
        settings: {},
        filter: {},
        quiet: null,
        language: 'both',
        templates: {},
        summaryAbove: 10,
      }
      const api = await apiOf(given, terminal)
      const made = await api.post<Channel>('/channels', { id, ...wishOf(first, given) })
      if (given.json) return printJson(terminal, made)
      terminal.print(`${id} is there; try it: npm run city -- channels test ${id}`)
    })
}

function setCommand(terminal: Terminal): Command {
  return wishing(asking('set', 'changes a channel; what is not given stays').argument('<id>')).action(
    async (id: string, given: Asking & Wished) => {
      const api = await apiOf(given, terminal)
      const before = await api.get<Channel>(pathOf(id))
      const changed = await api.put<Channel>(pathOf(id), wishOf(wishIn(before), given))
      if (given.json) return printJson(terminal, changed)
      terminal.print(`${id} is changed`)
    },
  )
}

function turnCommand(terminal: Terminal, word: 'on' | 'off'): Command {
  return asking(word, word === 'on' ? 'lets a channel send again' : 'stops a channel; what waits on it is dropped')
    .argument('<id>')
    .action(async (id: string, given: Asking) => {
      const api = await apiOf(given, terminal)
      const before = await api.get<Channel>(pathOf(id))
      const turned = await api.put<Channel>(pathOf(id), { ...wishIn(before), isOn: word === 'on' })
      if (given.json) return printJson(terminal, turned)
      terminal.print(`${id} is ${word}`)
    })
}

function removeCommand(terminal: Terminal): Command {
  return asking('remove', 'takes a channel away; what waits on it is not sent')
    .argument('<id>')
    .action(async (id: string, given: Asking) => {
      await (await apiOf(given, terminal)).delete(pathOf(id))
      if (given.json) return printJson(terminal, { removed: id })
      terminal.print(`${id} is gone`)
    })
}

function testCommand(terminal: Terminal): Command {
  return asking('test', 'sends a message that is marked as a test, and says what the other side answered')
    .argument('<id>')
    .action(async (id: string, given: Asking) => {
      const tested = await (await apiOf(given, terminal)).post<TestAnswer>(`${pathOf(id)}/test`, {})
      if (given.json) printJson(terminal, tested)
      else terminal.print(`${tested.isSent ? 'sent' : 'NOT sent'} in ${Math.round(tested.tookMs)} ms: ${tested.answer}`)
      if (!tested.isSent) process.exitCode = 1
    })
}

function deliveriesCommand(terminal: Terminal): Command {
  return asking('deliveries', 'what went out on a channel, what waits, and what was answered; newest first')
    .argument('<id>')
    .option('--state <states>', 'only these: waiting, quiet, sent, refused, dropped', several)
    .option('--limit <count>', 'so many', '50')
    .action(async (id: string, given: Asking & { state?: string[]; limit: string }) => {
      const api = await apiOf(given, terminal)
      const deliveries: Delivery[] = []
      for await (const one of api.all<Delivery>(`${pathOf(id)}/deliveries`, { state: given.state })) {
        deliveries.push(one)
        if (deliveries.length >= Number(given.limit)) break
      }
      if (given.json) return printJson(terminal, deliveries)
      const rows = deliveries.map(
        ({ createdAt, sort, state, firstSeq, lastSeq, events, attempts, answer, to, why }) => [
          timeText(createdAt),
          sort,
          state,
          firstSeq === null ? '' : firstSeq === lastSeq ? `${firstSeq}` : `${firstSeq}–${lastSeq} (${events})`,
          `${attempts}`,
          [to, why].filter(Boolean).join(': '),
          answer ?? '',
        ],
      )
      terminal.print(table(['made', '', 'state', 'events', 'attempts', 'for', 'answer'], rows))
    })
}

function wishIn({
  type,
  label,
  isOn,
  settings,
  filter,
  quiet,
  language,
  templates,
  summaryAbove,
}: Channel): ChannelWish {
  return { type, label, isOn, settings, filter, quiet, language, templates, summaryAbove }
}

function wishOf(before: ChannelWish, given: Wished): ChannelWish {
  const { severity, department, district, kind } = given
  return {
    ...before,
    label: given.label ?? before.label,
    settings: { ...before.settings, ...settingsIn(given.set ?? []) },
    filter: {
      ...before.filter,
      ...(severity && { severities: severity as Severity[] }),
      ...(department && { departments: [...department] }),
      ...(district && { districts: [...district] }),
      ...(kind && { kinds: [...kind] }),
    },
    quiet: given.quiet === undefined ? before.quiet : quietIn(given.quiet),
    language: given.language ?? before.language,
    summaryAbove: given.summaryAbove === undefined ? before.summaryAbove : Number(given.summaryAbove),
  }
}

function settingsIn(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new Error(`--set ${pair}: expected name=value or name=@file`)
      const value = pair.slice(at + 1)
      return [pair.slice(0, at), value.startsWith('@') ? readFileSync(value.slice(1), 'utf8').trim() : value]
    }),
  )
}

function quietIn(text: string): ChannelWish['quiet'] {
  if (text === 'none') return null
  const [, from, to, upTo] = /^(\d\d:\d\d)-(\d\d:\d\d)\/(blue|yellow|orange)$/.exec(text) ?? []
  if (from === undefined || to === undefined)
    throw new Error(`--quiet ${text}: expected like 22:00-07:00/yellow, or none`)
  return { from, to, upTo: upTo as 'blue' | 'yellow' | 'orange' }
}

function gathered(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

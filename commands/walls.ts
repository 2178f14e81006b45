import { Command } from 'commander'
import type { Wall } from '../domain/wall.ts'
import { apiOf, asking, type Asking, printJson, type Terminal } from './ask.ts'
import { table } from './table.ts'

interface Token {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly expiresAt: number | null
}

/** `walls`: the screens of the control room, and the addresses that let them in. */
export function wallsCommand(terminal: Terminal): Command {
  return asking('walls', 'list the walls of city.yaml')
    .action(async (given: Asking) => {
      const api = await apiOf(given, terminal)
      const { walls } = await api.get<{ walls: readonly Wall[] }>('/city')
      if (given.json) return printJson(terminal, walls)
      terminal.print(
        table(
          ['wall', 'name', 'views'],
          walls.map(({ id, label, views }) => [id, label.en, String(views.length)]),
        ),
      )
    })
    .addCommand(linkCommand(terminal))
    .addCommand(tokensCommand(terminal))
    .addCommand(revokeCommand(terminal))
}

function linkCommand(terminal: Terminal): Command {
  return asking('link', 'make the address that lets a screen in, to look and nothing else; it is shown only now')
    .argument('<wall>', 'its id')
    .option('--days <n>', 'valid for so long (365)')
    .action(async (wall: string, given: Asking & { days?: string }) => {
      const api = await apiOf(given, terminal)
      const path = `/walls/${encodeURIComponent(wall)}/tokens`
      const { item, token } = await api.post<{ item: Token; token: string }>(
        path,
        given.days === undefined ? {} : { days: Number(given.days) },
      )
      const url = `${api.url}/wall/${encodeURIComponent(wall)}#${token}`
      if (given.json) return printJson(terminal, { id: item.id, url })
      terminal.print(url)
    })
}

function tokensCommand(terminal: Terminal): Command {
  return asking('tokens', 'list the tokens of a wall')
    .argument('<wall>', 'its id')
    .action(async (wall: string, given: Asking) => {
      const api = await apiOf(given, terminal)
      const { items } = await api.get<{ items: readonly Token[] }>(`/walls/${encodeURIComponent(wall)}/tokens`)
      if (given.json) return printJson(terminal, items)
      if (items.length === 0) return terminal.print(`No screen has been let in at ${wall}: walls link ${wall}`)
      const day = (at: number | null) => (at === null ? 'for ever' : new Date(at).toISOString())
      terminal.print(
        table(
          ['token', 'made', 'until'],
          items.map(({ id, createdAt, expiresAt }) => [String(id), day(createdAt), day(expiresAt)]),
        ),
      )
    })
}

function revokeCommand(terminal: Terminal): Command {
  return asking('revoke', 'end a token of a wall; its screens go dark within seconds')
    .argument('<wall>', 'its id')
    .argument('<token>', 'number of the token')
    .action(async (wall: string, token: string, given: Asking) => {
      const api = await apiOf(given, terminal)
      await api.delete(`/walls/${encodeURIComponent(wall)}/tokens/${encodeURIComponent(token)}`)
      if (!given.json) terminal.print(`Token ${token} of ${wall} is over.`)
    })
}

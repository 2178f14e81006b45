import type { Compilable } from 'kysely'
import { expect, it } from 'vitest'
import { statement } from '../store/records/statement.ts'
import { makeCommitter } from './committer.ts'
import { makeOrders } from './orders.ts'

it('an order is kept in the transaction of the step that it was given with, and told of only then', async () => {
  const commits: string[][] = []
  const told: string[] = []
  const unused = () => statement('unused')
  await using committer = makeCommitter({
    transact: async (statements: readonly Compilable[]) => {
      expect(told).toEqual([])
      commits.push(statements.map((one) => one.compile().sql.split(/\s+/).slice(0, 3).join(' ')))
    },
    ledgerStatement: unused,
    messageStatement: unused,
    headStatement: unused,
    cursorStatement: unused,
    onFailure: (error) => {
      throw error
    },
  })
  const orders = makeOrders(committer, () => 1)
  orders.onOrder((channel) => void told.push(channel))
  const kept = new Promise<void>((resolve) => {
    committer.add(statement('insert into alarms'))
    orders.send({ channel: 'duty', why: 'escalation', text: { zh: '喂', en: 'Hello' } }, resolve)
  })
  await kept
  expect(commits).toEqual([['insert into alarms', 'insert into deliveries']])
  await committer.settled()
  expect(told).toEqual(['duty'])
})

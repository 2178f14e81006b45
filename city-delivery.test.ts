import { join } from 'node:path'
import { expect, it } from 'vitest'
import { reachOf } from './city-delivery.ts'
import { wishOf } from './delivery/testing/small-office.ts'
import { buildChannelRecords } from './store/records/channels.ts'
import { openRecords } from './store/records/open.ts'
import { makeTemporaryFolder } from './store/records/testing/temporary-folder.ts'

it('a call that falls due while the city starts reaches the channels that were on before, and later those that are on then', async () => {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  const channels = buildChannelRecords(records)
  const entry = { sealed: {}, position: 0, lastSentAt: null, changedAt: 0, changedBy: 'anna' }
  const wish = wishOf('webhook', { url: 'https://example.org' })
  await records.transact([
    channels.save({ ...entry, id: 'on', wish }),
    channels.save({ ...entry, id: 'off', wish: { ...wish, isOn: false } }),
  ])
  let office: { reaches: (id: string) => boolean } | null = null
  const reaches = await reachOf(records, () => office)
  expect(['on', 'off', 'unknown'].filter(reaches)).toEqual(['on'])
  office = { reaches: (id) => id === 'off' }
  expect(['on', 'off', 'unknown'].filter(reaches)).toEqual(['off'])
})

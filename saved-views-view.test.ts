import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MOST_VIEWS } from './domain/saved-view.ts'
import { savedViewsView } from './saved-views-view.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import { openRecords } from './store/records/open.ts'
import { makeTemporaryFolder } from './store/records/testing/temporary-folder.ts'

const WISH = { name: 'Red ones', page: '/alarms', query: 'severity=red', department: null, isDefault: false }

async function open() {
  const folder = await makeTemporaryFolder()
  const records = await openRecords({ file: join(folder.path, 'records.db') })
  const views = savedViewsView(records, () => 1)
  const close = async () => {
    await records[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  }
  return { records, views, [Symbol.asyncDispose]: close }
}

describe('saved views', () => {
  it('are seen by their owner alone until they are shared', async () => {
    await using city = await open()
    const { id } = await city.views.add(WISH, 'li')
    expect(await city.views.list({ owner: 'chen', departments: null })).toEqual([])
    await city.views.change(id, { ...WISH, department: 'ecology' }, 'li')
    expect(
      (await city.views.list({ owner: 'chen', departments: ['ecology'], page: '/alarms' })).map((view) => view.id),
    ).toEqual([id])
    expect(await city.views.list({ owner: 'chen', departments: null, page: '/missing' })).toEqual([])
    expect(await city.views.list({ owner: 'chen', departments: ['water'] })).toEqual([])
    expect(await city.views.list({ owner: 'chen', departments: [] })).toEqual([])
  })

  it('are changed and removed by their owner alone, and one that is not shared is as if it were not there', async () => {
    await using city = await open()
    const { id } = await city.views.add(WISH, 'li')
    await expect(city.views.remove(id, 'chen')).rejects.toMatchObject({ code: 'not-found' })
    await city.views.change(id, { ...WISH, department: 'ecology' }, 'li')
    await expect(city.views.change(id, WISH, 'chen')).rejects.toMatchObject({ code: 'not-allowed' })
    await city.views.remove(id, 'li')
    expect(await city.views.list({ owner: 'li', departments: null })).toEqual([])
  })

  it('hold one that is shown first on each screen', async () => {
    await using city = await open()
    const first = await city.views.add({ ...WISH, isDefault: true }, 'li')
    const other = await city.views.add({ ...WISH, page: '/missing', isDefault: true }, 'li')
    const second = await city.views.add({ ...WISH, name: 'B', isDefault: true }, 'li')
    const defaults = (await city.views.list({ owner: 'li', departments: null })).filter(({ isDefault }) => isDefault)
    expect(defaults.map(({ id }) => id).toSorted()).toEqual([other.id, second.id].toSorted())
    expect(defaults.map(({ id }) => id)).not.toContain(first.id)
  })

  it('are written to the audit trail when they are shared, and only then', async () => {
    await using city = await open()
    const { id } = await city.views.add(WISH, 'li')
    await city.views.change(id, { ...WISH, department: 'ecology' }, 'li')
    await city.views.change(id, WISH, 'li')
    const { items } = await buildAuditRecords(city.records).list({ limit: 10 })
    expect(items.map(({ action, detail }) => [action, detail])).toEqual([
      ['share-view', 'Red ones (-)'],
      ['share-view', 'Red ones (ecology)'],
    ])
  })

  it('are bounded for each person', async () => {
    await using city = await open()
    for (let i = 0; i < MOST_VIEWS; i++) await city.views.add(WISH, 'li')
    await expect(city.views.add(WISH, 'li')).rejects.toMatchObject({ code: 'request-invalid' })
    await expect(city.views.add(WISH, 'chen')).resolves.toMatchObject({ owner: 'chen' })
  })
})

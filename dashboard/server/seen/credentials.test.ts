import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, type OpenWindow, openWindow, PASSWORD } from '../testing/open-window.ts'

let window: OpenWindow
let cookies: { readonly department: string; readonly system: string }
beforeAll(async () => {
  window = await openWindow()
  for (const [user, role] of [
    ['department', 'department-admin'],
    ['system', 'system-admin'],
  ] as const)
    await window.accounts.createUser({ user, password: PASSWORD, roles: [role], departments: null })
  cookies = { department: await window.signIn('department'), system: await window.signIn('system') }
  await window.city.services.create('siren-north', null, 'admin')
})
afterAll(() => window[Symbol.asyncDispose]())

const callsAbout = (id: string): readonly (readonly [path: string, body: object])[] => [
  [`/credentials/${id}/rotate`, {}],
  [`/credentials/${id}/disable`, { why: 'stolen' }],
  [`/credentials/${id}/enable`, {}],
  ['/enrolment-codes', { id }],
]

async function isAllowed(cookie: string, path: string, body: object): Promise<boolean> {
  const { status } = await ask(`${window.url}/api/v1${path}`, { method: 'POST', headers: { cookie }, body })
  return status !== 403
}

it('of accounts of third parties are a system administrator’s, and those of devices a department’s administrator’s too', async () => {
  for (const [id, wanted] of [
    ['siren-north', { department: false, system: true }],
    ['noise-1', { department: true, system: true }],
  ] as const) {
    for (const [path, body] of callsAbout(id)) {
      const department = await isAllowed(cookies.department, path, body)
      const system = await isAllowed(cookies.system, path, body)
      expect([path, id, { department, system }]).toEqual([path, id, wanted])
    }
  }
})

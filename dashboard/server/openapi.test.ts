import { afterAll, beforeAll, expect, it } from 'vitest'
import { Compile } from 'typebox/schema'
import { buildApp } from './app.ts'
import { calls, type Document, whole } from './testing/document.ts'
import { ask, type OpenWindow, openWindow } from './testing/open-window.ts'

let window: OpenWindow
let document: Document
beforeAll(async () => {
  window = await openWindow()
  document = (await ask(`${window.url}/api/openapi.json`)).body
})
afterAll(() => window[Symbol.asyncDispose]())

it('describes exactly the calls of the contract', () => {
  expect([...calls(document).keys()].sort()).toEqual([
    'DELETE /api/v1/channels/{id}',
    'DELETE /api/v1/field-maps/{of}/{name}/{kind}',
    'DELETE /api/v1/gateways/{id}',
    'DELETE /api/v1/people/{user}',
    'DELETE /api/v1/people/{user}/tokens/{id}',
    'DELETE /api/v1/profile/sessions/{id}',
    'DELETE /api/v1/rule-tries/{id}',
    'DELETE /api/v1/services/{id}',
    'DELETE /api/v1/session',
    'DELETE /api/v1/stations/{id}',
    'DELETE /api/v1/tokens/{id}',
    'DELETE /api/v1/views/{id}',
    'DELETE /api/v1/walls/{wall}/tokens/{id}',
    'GET /api/v1/access',
    'GET /api/v1/alarm-events',
    'GET /api/v1/alarm-performance',
    'GET /api/v1/alarms',
    'GET /api/v1/alarms/{id}',
    'GET /api/v1/alarms/{id}/cap',
    'GET /api/v1/alarms/{id}/duty',
    'GET /api/v1/audit',
    'GET /api/v1/audit/consistency',
    'GET /api/v1/audit/heads',
    'GET /api/v1/audit/state',
    'GET /api/v1/audit/{seq}/proof',
    'GET /api/v1/backups',
    'GET /api/v1/channel-types',
    'GET /api/v1/channels',
    'GET /api/v1/channels/{id}',
    'GET /api/v1/channels/{id}/deliveries',
    'GET /api/v1/city',
    'GET /api/v1/credentials/{id}',
    'GET /api/v1/dead-letters',
    'GET /api/v1/dead-letters/summary',
    'GET /api/v1/dead-letters/{id}',
    'GET /api/v1/duty/contacts',
    'GET /api/v1/duty/contacts/{id}',
    'GET /api/v1/duty/now',
    'GET /api/v1/duty/overrides',
    'GET /api/v1/duty/overrides/{id}',
    'GET /api/v1/duty/rosters',
    'GET /api/v1/duty/rosters/{id}',
    'GET /api/v1/duty/targets',
    'GET /api/v1/duty/targets/{id}',
    'GET /api/v1/duty/week',
    'GET /api/v1/enrolment-codes',
    'GET /api/v1/escalations',
    'GET /api/v1/escalations/{id}',
    'GET /api/v1/field-maps',
    'GET /api/v1/field-maps/{of}/{name}/{kind}',
    'GET /api/v1/field-maps/{of}/{name}/{kind}/history',
    'GET /api/v1/gaps',
    'GET /api/v1/gateways',
    'GET /api/v1/grants',
    'GET /api/v1/grants/{id}/uses',
    'GET /api/v1/history/alarm-events',
    'GET /api/v1/history/alarms',
    'GET /api/v1/history/incident-events',
    'GET /api/v1/history/incidents',
    'GET /api/v1/history/marks',
    'GET /api/v1/history/stations',
    'GET /api/v1/incidents',
    'GET /api/v1/incidents/{id}',
    'GET /api/v1/incidents/{id}/cap',
    'GET /api/v1/ledger',
    'GET /api/v1/ledger/summary',
    'GET /api/v1/operations',
    'GET /api/v1/operations/history',
    'GET /api/v1/operations/unsafe',
    'GET /api/v1/people',
    'GET /api/v1/people/{user}',
    'GET /api/v1/people/{user}/tokens',
    'GET /api/v1/profile',
    'GET /api/v1/profile/sessions',
    'GET /api/v1/registration',
    'GET /api/v1/registrations',
    'GET /api/v1/rule-tries/{id}',
    'GET /api/v1/rules',
    'GET /api/v1/rules/{id}',
    'GET /api/v1/series',
    'GET /api/v1/services',
    'GET /api/v1/session',
    'GET /api/v1/shift-notes',
    'GET /api/v1/sign-in-service',
    'GET /api/v1/sign-in-service/begin',
    'GET /api/v1/sign-in-service/return',
    'GET /api/v1/stations',
    'GET /api/v1/stations/{id}',
    'GET /api/v1/stations/{id}/history',
    'GET /api/v1/stations/{id}/latest',
    'GET /api/v1/suppressions',
    'GET /api/v1/tokens',
    'GET /api/v1/views',
    'GET /api/v1/walls/{wall}/tokens',
    'GET /api/v1/warnings',
    'GET /api/v1/warnings.atom',
    'GET /api/v1/warnings/{identifier}.xml',
    'GET /health/live',
    'GET /health/ready',
    'GET /metrics',
    'PATCH /api/v1/people/{user}',
    'PATCH /api/v1/stations/{id}',
    'POST /api/v1/alarms/{id}/ack',
    'POST /api/v1/alarms/{id}/assign',
    'POST /api/v1/alarms/{id}/cap/issue',
    'POST /api/v1/alarms/{id}/cap/withdraw',
    'POST /api/v1/alarms/{id}/comment',
    'POST /api/v1/alarms/{id}/out-of-service',
    'POST /api/v1/alarms/{id}/respond',
    'POST /api/v1/alarms/{id}/return-to-service',
    'POST /api/v1/alarms/{id}/shelve',
    'POST /api/v1/alarms/{id}/unshelve',
    'POST /api/v1/alertmanager/api/v2/alerts',
    'POST /api/v1/alertmanager/webhook',
    'POST /api/v1/audit/verify',
    'POST /api/v1/backups',
    'POST /api/v1/channels',
    'POST /api/v1/channels/{id}/test',
    'POST /api/v1/credentials/{id}/disable',
    'POST /api/v1/credentials/{id}/enable',
    'POST /api/v1/credentials/{id}/rotate',
    'POST /api/v1/dead-letters/discard',
    'POST /api/v1/dead-letters/replay',
    'POST /api/v1/dead-letters/{id}/check',
    'POST /api/v1/dead-letters/{id}/discard',
    'POST /api/v1/dead-letters/{id}/replay',
    'POST /api/v1/duty/contacts/{id}/remove',
    'POST /api/v1/duty/overrides/{id}/remove',
    'POST /api/v1/duty/rosters/{id}/remove',
    'POST /api/v1/duty/targets/{id}/remove',
    'POST /api/v1/enrol',
    'POST /api/v1/enrolment-codes',
    'POST /api/v1/escalations/{id}/remove',
    'POST /api/v1/gateways',
    'POST /api/v1/grants',
    'POST /api/v1/grants/{id}/decide',
    'POST /api/v1/grants/{id}/end',
    'POST /api/v1/incidents',
    'POST /api/v1/incidents/{id}/ack',
    'POST /api/v1/incidents/{id}/cap/issue',
    'POST /api/v1/incidents/{id}/cap/withdraw',
    'POST /api/v1/incidents/{id}/close',
    'POST /api/v1/incidents/{id}/hand-over',
    'POST /api/v1/incidents/{id}/join',
    'POST /api/v1/incidents/{id}/lead',
    'POST /api/v1/incidents/{id}/leave',
    'POST /api/v1/incidents/{id}/level',
    'POST /api/v1/incidents/{id}/merge',
    'POST /api/v1/incidents/{id}/note',
    'POST /api/v1/incidents/{id}/reopen',
    'POST /api/v1/incidents/{id}/take-over',
    'POST /api/v1/incidents/{id}/task',
    'POST /api/v1/incidents/{id}/task-again',
    'POST /api/v1/incidents/{id}/task-assign',
    'POST /api/v1/incidents/{id}/task-done',
    'POST /api/v1/people',
    'POST /api/v1/people/{user}/password',
    'POST /api/v1/people/{user}/second-factor/reset',
    'POST /api/v1/people/{user}/sign-out',
    'POST /api/v1/profile/second-factor',
    'POST /api/v1/profile/second-factor/confirm',
    'POST /api/v1/profile/second-factor/remove',
    'POST /api/v1/register',
    'POST /api/v1/registration/close',
    'POST /api/v1/registration/open',
    'POST /api/v1/registrations/{id}/approve',
    'POST /api/v1/registrations/{id}/reject',
    'POST /api/v1/rule-tries',
    'POST /api/v1/rules/{id}/off',
    'POST /api/v1/rules/{id}/on',
    'POST /api/v1/rules/{id}/remove',
    'POST /api/v1/services',
    'POST /api/v1/session',
    'POST /api/v1/shift-notes',
    'POST /api/v1/stations',
    'POST /api/v1/stations/import',
    'POST /api/v1/stations/{id}/commands',
    'POST /api/v1/suppressions',
    'POST /api/v1/suppressions/{id}/end',
    'POST /api/v1/tokens',
    'POST /api/v1/views',
    'POST /api/v1/wall-session',
    'POST /api/v1/walls/{wall}/tokens',
    'PUT /api/v1/channels/{id}',
    'PUT /api/v1/duty/contacts/{id}',
    'PUT /api/v1/duty/overrides/{id}',
    'PUT /api/v1/duty/rosters/{id}',
    'PUT /api/v1/duty/targets/{id}',
    'PUT /api/v1/escalations/{id}',
    'PUT /api/v1/field-maps/{of}/{name}/{kind}',
    'PUT /api/v1/profile/password',
    'PUT /api/v1/rules/{id}',
    'PUT /api/v1/views/{id}',
  ])
})

it('describes only routes that the server has', async () => {
  const app = await buildApp({ city: window.city, accounts: window.accounts, log: silent, webFolder: '/nowhere' })
  await app.ready()
  const described = new Set(calls(document).keys())
  for (const call of described) {
    const [method, path] = call.split(' ') as ['GET', string]
    expect([call, app.hasRoute({ method, url: path.replaceAll(/\{(\w+)\}/g, ':$1') })]).toEqual([call, true])
  }
  await app.close()
})

it('is OpenAPI 3.1 with a unique id, a summary, a known tag, security and error answers on every call', () => {
  expect(document.openapi).toBe('3.1.0')
  const tags = new Set(document.tags.map(({ name }) => name))
  const ids = new Set<string>()
  for (const [call, operation] of calls(document)) {
    expect([call, operation.operationId]).toEqual([call, expect.stringMatching(/^[a-z][A-Za-z]+$/)])
    expect([call, ids.has(operation.operationId)]).toEqual([call, false])
    ids.add(operation.operationId)
    expect([call, operation.summary.length > 10, tags.has(operation.tags[0] ?? '')]).toEqual([call, true, true])
    expect([call, Array.isArray(operation.security)]).toEqual([call, true])
    if (call.includes('/api/v1/'))
      expect([call, Object.keys(operation.responses)]).toEqual([call, expect.arrayContaining(['400', '429', '500'])])
    for (const answer of Object.values(operation.responses))
      expect([call, answer.description.length > 5]).toEqual([call, true])
    const named = call.matchAll(/\{(\w+)\}/g).map(([, name]) => name)
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
    expect([call, inPath.map(({ name }) => name)]).toEqual([call, [...named]])
    expect([call, inPath.every(({ required }) => required)]).toEqual([call, true])
  }
})

it('holds only schemas that compile, whose references lead somewhere', () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)
  for (const [, name = ''] of references) expect(Object.keys(document.components.schemas)).toContain(name)
  expect(JSON.stringify(document)).not.toMatch(/"\$ref":"(?!#\/components\/schemas\/)/)
  for (const operation of calls(document).values()) {
    const schemas = [
      ...(operation.parameters ?? []),
      ...Object.values(operation.requestBody?.content ?? {}),
      ...Object.values(operation.responses).flatMap((answer) => Object.values(answer.content ?? {})),
    ]
    for (const { schema } of schemas) expect(() => Compile(whole(document, schema))).not.toThrow()
  }
})

it('is shown on a page that needs nothing from outside and no inline script', async () => {
  const page = await ask(`${window.url}/api/docs/`)
  expect(page.status).toBe(200)
  expect(page.body).not.toMatch(/https?:\/\//)
  expect(page.body).not.toMatch(/<script(?![^>]*src=)/)
  const script = await ask(`${window.url}/api/docs/static/swagger-ui-bundle.js`)
  expect([script.status, script.body.length > 100_000]).toEqual([200, true])
})

const nothing = () => undefined
const silent = {
  level: 'silent',
  silent: nothing,
  fatal: nothing,
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  trace: nothing,
  child: () => silent,
}

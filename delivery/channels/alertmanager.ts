import { createHash } from 'node:crypto'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { ChannelKind } from '../channel-kind.ts'
import { noAnswer, outcomeOfStatus } from '../http-outcome.ts'
import { urlFault } from '../urls.ts'

/** In Alertmanager's webhook this means that an alert holds. */
const NO_END = '0001-01-01T00:00:00Z'

/** The webhook that Prometheus Alertmanager sends (version 4), for receivers that know it. */
export const alertmanager: ChannelKind = {
  id: 'alertmanager',
  label: { zh: 'Webhook（Alertmanager 格式）', en: 'Webhook (Alertmanager format)' },
  audience: 'programs',
  perMinute: null,
  mostEvents: 100,
  fields: [
    {
      name: 'url',
      label: { zh: '地址', en: 'Address' },
      sort: 'url',
      isRequired: true,
      example: 'http://oncall.example:8080/alertmanager',
    },
    { name: 'user', label: { zh: '用户名（Basic）', en: 'User (basic)' }, sort: 'text', isRequired: false },
    { name: 'password', label: { zh: '密码（Basic）', en: 'Password (basic)' }, sort: 'secret', isRequired: false },
    { name: 'token', label: { zh: 'Bearer 令牌', en: 'Bearer token' }, sort: 'secret', isRequired: false },
  ],
  faultOf({ url, user = '', token = '' }) {
    return urlFault('url', url) ?? (user !== '' && token !== '' ? 'token: not together with user and password' : null)
  },
  async send(parcel, { url = '', user = '', password = '', token = '' }, outside) {
    const newest = new Map(parcel.events.map((message) => [message.alarm.id, message]))
    const alerts = parcel.isTest
      ? [testAlert(parcel.createdAt, parcel.letter.title)]
      : [...newest.values()].map(alertOf)
    // An order without an alarm has nothing that this format could say.
    if (alerts.length === 0) return { is: 'refused', answer: 'this channel carries alarms only' }
    const authorization =
      token !== ''
        ? `Bearer ${token}`
        : user !== ''
          ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
          : undefined
    const body = JSON.stringify({
      version: '4',
      groupKey: '{}:{source="citypulse"}',
      truncatedAlerts: 0,
      status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
      receiver: 'citypulse',
      groupLabels: { source: 'citypulse' },
      commonLabels: common(alerts.map(({ labels }) => labels)),
      commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
      externalURL: outside.city.publicUrl ?? '',
      alerts: alerts.map((alert) => ({ ...alert, generatorURL: outside.city.publicUrl ?? '' })),
    })
    try {
      const headers = { 'idempotency-key': parcel.key, ...(authorization === undefined ? {} : { authorization }) }
      return outcomeOfStatus(await outside.post({ url, headers, body }))
    } catch (error) {
      return noAnswer(error)
    }
  },
}

interface Alert {
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly fingerprint: string
}

function alertOf({ alarm, event }: AlarmMessage): Alert {
  return {
    status: alarm.active ? 'firing' : 'resolved',
    labels: {
      source: 'citypulse',
      alertname: alarm.rule,
      alarm: alarm.id,
      severity: alarm.severity,
      station: alarm.station,
      kind: alarm.kind,
      district: alarm.district,
      department: alarm.owner,
      ...(alarm.simulated ? { simulated: 'true' } : {}),
    },
    annotations: {
      summary: alarm.label.en,
      summary_zh: alarm.label.zh,
      description: alarm.response.en,
      description_zh: alarm.response.zh,
      state: alarm.state,
      ...(alarm.reading === null ? {} : { reading: String(alarm.reading) }),
    },
    startsAt: new Date(alarm.raisedAt).toISOString(),
    endsAt: alarm.active ? NO_END : new Date(alarm.clearedAt ?? event.at).toISOString(),
    // What changes while an alarm holds, its severity, is no part of what it is.
    fingerprint: createHash('sha256').update(alarm.id).digest('hex').slice(0, 16),
  }
}

function testAlert(at: number, title: string): Alert {
  return {
    status: 'resolved',
    labels: { source: 'citypulse', alertname: 'test', test: 'true', severity: 'blue' },
    annotations: { summary: title },
    startsAt: new Date(at).toISOString(),
    endsAt: new Date(at).toISOString(),
    fingerprint: '0000000000000000',
  }
}

function common(all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const [first = {}, ...others] = all
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)))
}

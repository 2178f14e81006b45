import { join } from 'node:path'
import type { Alarm, AlarmEvent } from '../../domain/alarm.ts'
import type { ChannelWish } from '../../domain/delivery.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import { type AlarmRecords, buildAlarmRecords } from '../../store/records/alarms.ts'
import { openRecords } from '../../store/records/open.ts'
import type { Records } from '../../store/records/records.ts'
import { makeSeal } from '../../store/records/seal.ts'
import { makeTemporaryFolder } from '../../store/records/testing/temporary-folder.ts'
import type { LetterSource } from '../letter.ts'
import { type DeliveryOffice, type DeliveryOptions, openDelivery } from '../open-delivery.ts'

export const SOURCE: LetterSource = {
  timeZone: 'Asia/Shanghai',
  publicUrl: 'https://city.example',
  label: { zh: '小城', en: 'Small city' },
  districts: new Map([['east', { zh: '东区', en: 'East' }]]),
  departments: new Map([['ecology', { zh: '生态环境局', en: 'Ecology' }]]),
  stationName: () => undefined,
}

export const ALARM: Alarm = {
  id: 'a-1',
  rule: 'loud',
  label: { zh: '噪声超标', en: 'Too loud' },
  response: { zh: '派员核查', en: 'Send somebody' },
  severity: 'orange',
  state: 'unacknowledged',
  active: true,
  acknowledged: false,
  kind: 'noise',
  station: 'noise-1',
  district: 'east',
  owner: 'ecology',
  raisedAt: Date.UTC(2026, 10, 23, 4),
  clearedAt: null,
  ackedAt: null,
  ackedBy: null,
  assignee: null,
  shelvedUntil: null,
  value: 'LAeq',
  reading: 92.5,
  limit: 85,
  unit: 'dB{A}',
  count: 1,
  consequence: null,
  grade: 0,
  ackBy: null,
  respondBy: null,
  late: false,
  simulated: false,
  incident: null,
  seq: 0,
}

export function messageOf(seq: number, of: Partial<Alarm> = {}, step: Partial<AlarmEvent> = {}): AlarmMessage {
  const alarm = { ...ALARM, id: `a-${seq}`, ...of, seq }
  const event: AlarmEvent = {
    seq,
    alarm: alarm.id,
    type: 'raise',
    at: alarm.raisedAt,
    recordedAt: alarm.raisedAt,
    by: 'system',
    text: null,
    state: alarm.state,
    late: false,
    ...step,
  }
  return { seq, department: alarm.owner, departmentSeq: seq, event, alarm }
}

export function wishOf(type: string, settings: Record<string, string>, more: Partial<ChannelWish> = {}): ChannelWish {
  return {
    type,
    label: `A ${type}`,
    isOn: true,
    settings,
    filter: {},
    quiet: null,
    language: 'both',
    templates: {},
    summaryAbove: 10,
    ...more,
  }
}

/** A post office on real records, without a city around it. */
export interface SmallOffice extends AsyncDisposable {
  readonly office: DeliveryOffice
  readonly records: Records
  readonly alarms: AlarmRecords
  /** What is failing, as the monitor was told last. */
  readonly troubles: () => ReadonlyMap<string, string>
  readonly lines: string[]
  /** Keeps events and tells the couriers. */
  tell(messages: readonly AlarmMessage[]): Promise<void>
  raise(count: number, of?: Partial<Alarm>): Promise<void>
  head(): number
  /** Closes it and opens it again on the same records. */
  restart(): Promise<void>
}

export async function openSmallOffice(more: Partial<DeliveryOptions> = {}): Promise<SmallOffice> {
  const folder = await makeTemporaryFolder()
  const records = await openRecords({ file: join(folder.path, 'records.db') })
  const alarms = buildAlarmRecords(records)
  const lines: string[] = []
  let failing: ReadonlyMap<string, string> = new Map()
  let head = 0
  const write = (detail: object, text: string) => void lines.push(`${text} ${JSON.stringify(detail)}`)
  const open = () =>
    openDelivery({
      records,
      alarms,
      seal: makeSeal(Buffer.alloc(32, 9)),
      source: SOURCE,
      mayBePrivate: true,
      head: () => head,
      onTrouble: (all) => void (failing = new Map(all)),
      log: { warn: write, info: write },
      // No waiting for luck: each wait is the shortest.
      random: () => 0,
      timeoutMs: 1_500,
      ...more,
    })
  let office = await open()
  const small: SmallOffice = {
    get office() {
      return office
    },
    records,
    alarms,
    troubles: () => failing,
    lines,
    async tell(messages) {
      await records.transact(
        messages.flatMap((one) => [alarms.save(one.alarm), alarms.record(one.event, one.alarm, one.departmentSeq)]),
      )
      head = messages.at(-1)?.seq ?? head
      office.wake()
    },
    raise: (count, of) => small.tell(Array.from({ length: count }, (_, i) => messageOf(head + 1 + i, of))),
    head: () => head,
    async restart() {
      await office[Symbol.asyncDispose]()
      office = await open()
    },
    async [Symbol.asyncDispose]() {
      await office[Symbol.asyncDispose]()
      await records[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
  return small
}

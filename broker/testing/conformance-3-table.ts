import { connect, DISCONNECT, frame, PING, publish, subscribe, unsubscribe } from './bytes.ts'
import { ALARM, ALARMS, type Case, FAULTS, READINGS, STATUS } from './conformance.ts'

const ok = { send: connect(), hear: '20020000' }
const siren = (of: { flags?: number; id?: string } = {}) => connect({ user: 'siren', id: 'siren', ...of })
/** Alarm topic and its payload `x`, as a message at QoS 0. */
const alarm = (first: string) => `${first}160013${Buffer.from(ALARM).toString('hex')}78`
const PONG = 'd000'

/** Cases of MQTT 3.1.1, each with the clause of the standard that decides it. */
export const CASES_3: readonly Case[] = [
  { name: 'a good CONNECT is accepted', clause: '3.2.0-1', steps: [ok] },
  { name: 'the first packet must be CONNECT', clause: '3.1.0-1', steps: [{ send: PING, closed: true }] },
  { name: 'a second CONNECT ends it', clause: '3.1.0-2', steps: [ok, { send: connect(), closed: true }] },
  {
    name: 'another protocol name ends it',
    clause: '3.1.2-1',
    steps: [{ send: connect({ name: 'MQTX' }), closed: true }],
  },
  {
    name: 'an unknown level is told with code 1',
    clause: '3.1.2-2',
    steps: [{ send: connect({ level: 6 }), hear: '20020001', closed: true }],
  },
  {
    name: 'the reserved connect flag must be 0',
    clause: '3.1.2-3',
    steps: [{ send: connect({ flags: 0xc3 }), closed: true }],
  },
  {
    name: 'a will at QoS 3 ends it',
    clause: '3.1.2-14',
    steps: [{ send: connect({ flags: 0xde, will: { topic: STATUS, payload: 'x' } }), closed: true }],
  },
  {
    name: 'a will QoS without a will ends it',
    clause: '3.1.2-13',
    steps: [{ send: connect({ flags: 0xca }), closed: true }],
  },
  {
    name: 'an empty client id without clean session is rejected with code 2',
    clause: '3.1.3-8',
    steps: [{ send: connect({ flags: 0xc0, id: '' }), hear: '20020002', closed: true }],
  },
  {
    name: 'an empty client id with clean session is accepted',
    clause: '3.1.3-6',
    steps: [{ send: connect({ id: '' }), hear: '20020000' }],
  },
  {
    name: 'a wrong password is told with code 4, then it is closed',
    clause: '3.2.2-5',
    steps: [{ send: connect({ password: 'wrong' }), hear: '20020004', closed: true }],
  },
  {
    name: 'the same client id again ends the older connection',
    clause: '3.1.4-2',
    steps: [ok, { on: 1, send: connect(), hear: '20020000' }, { closed: true }],
  },
  {
    name: 'silence of one and a half keepalives ends it',
    clause: '3.1.2-24',
    steps: [{ send: connect({ keepalive: 1 }), hear: '20020000' }, { closed: true }],
  },
  {
    name: 'a will is published when a connection breaks',
    clause: '3.1.2-8',
    steps: [
      { send: connect({ flags: 0xce, will: { topic: STATUS, payload: 'gone' } }), hear: '20020000' },
      { breaks: true },
      { taken: [STATUS, 'gone'] },
    ],
  },
  { name: 'DISCONNECT ends it', clause: '3.14.4-2', steps: [ok, { send: DISCONNECT, closed: true }] },
  { name: 'PINGREQ is answered', clause: '3.12.4-1', steps: [ok, { send: PING, hear: PONG }] },
  {
    name: 'reserved flags of PINGREQ must be 0',
    clause: '2.2.2-2',
    steps: [ok, { send: Buffer.from([0xc1, 0]), closed: true }],
  },
  {
    name: 'a length of more than four bytes ends it',
    clause: '2.2.3',
    steps: [ok, { send: Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 1]), closed: true }],
  },
  {
    name: 'packets of a server end it',
    clause: '2.2.1',
    steps: [ok, { send: Buffer.from([0x90, 3, 0, 1, 0]), closed: true }],
  },
  { name: 'type 0 ends it', clause: '2.2.1', steps: [ok, { send: Buffer.from([0x00, 0]), closed: true }] },
  {
    name: 'QoS 0 is not answered',
    clause: '3.3.4-1',
    steps: [
      ok,
      { send: publish({ topic: READINGS, first: 0x30 }) },
      { taken: [READINGS, '{}'] },
      { send: PING, hear: PONG },
    ],
  },
  {
    name: 'QoS 1 is answered with PUBACK of its id',
    clause: '3.3.4-1',
    steps: [ok, { send: publish({ topic: READINGS, id: 4_711 }), hear: '40021267' }],
  },
  {
    name: 'QoS 1 sent again with DUP is answered again',
    clause: '4.3.2-2',
    steps: [
      ok,
      { send: publish({ topic: READINGS, id: 5 }), hear: '40020005' },
      { send: publish({ topic: READINGS, id: 5, first: 0x3a }), hear: '40020005' },
    ],
  },
  {
    name: 'QoS 2 is answered with PUBREC, then PUBCOMP',
    clause: '4.3.3-2',
    steps: [
      ok,
      { send: publish({ topic: READINGS, id: 7, first: 0x34 }), hear: '50020007' },
      { send: publish({ topic: READINGS, id: 7, first: 0x3c }), hear: '50020007' },
      { send: frame(0x62, [0, 7]), hear: '70020007' },
    ],
  },
  {
    name: 'PUBREL of an unknown id is answered with PUBCOMP',
    clause: '4.3.3-2',
    steps: [ok, { send: frame(0x62, [0, 9]), hear: '70020009' }],
  },
  {
    name: 'reserved flags of PUBREL must be 2',
    clause: '3.6.1-1',
    steps: [ok, { send: frame(0x60, [0, 9]), closed: true }],
  },
  {
    name: 'QoS 3 ends it',
    clause: '3.3.1-4',
    steps: [ok, { send: publish({ topic: READINGS, id: 7, first: 0x36 }), closed: true }],
  },
  {
    name: 'packet id 0 ends it',
    clause: '2.3.1-1',
    steps: [ok, { send: publish({ topic: READINGS, id: 0 }), closed: true }],
  },
  {
    name: 'a wildcard in a topic ends it',
    clause: '3.3.2-2',
    steps: [ok, { send: publish({ topic: 'city/v1/+/air-1/readings', id: 1 }), closed: true }],
  },
  {
    name: 'an empty topic ends it',
    clause: '4.7.3-1',
    steps: [ok, { send: publish({ topic: '', id: 1 }), closed: true }],
  },
  {
    name: 'a topic that is not UTF-8 ends it',
    clause: '1.5.3-1',
    steps: [ok, { send: publish({ topic: Buffer.from([0xff, 0xfe]), id: 1 }), closed: true }],
  },
  {
    name: 'a NUL in a topic ends it',
    clause: '1.5.3-2',
    steps: [ok, { send: publish({ topic: `${READINGS}\0`, id: 1 }), closed: true }],
  },
  {
    name: 'a topic that is not its own ends it',
    clause: '3.3.5-2',
    steps: [ok, { send: publish({ topic: 'city/v1/air/air-2/readings', id: 1 }), closed: true }],
  },
  {
    name: 'nobody publishes on $SYS',
    clause: '4.7.2',
    steps: [ok, { send: publish({ topic: '$SYS/x', id: 1 }), closed: true }],
  },
  {
    name: 'a subscription is granted its QoS',
    clause: '3.8.4-5',
    steps: [ok, { send: subscribe(2, [[FAULTS, 1]]), hear: '9003000201' }],
  },
  {
    name: 'each filter has its own answer, in order; what is not allowed is 0x80',
    clause: '3.9.3-1',
    steps: [
      ok,
      {
        send: subscribe(2, [
          ['#', 0],
          [FAULTS, 2],
          ['+/+', 1],
          ['$SYS/#', 0],
          [`$share/g/${FAULTS}`, 1],
        ]),
        hear: '900700028002808080',
      },
    ],
  },
  {
    name: 'a filter again replaces the first',
    clause: '3.8.4-3',
    steps: [
      ok,
      { send: subscribe(2, [[FAULTS, 1]]), hear: '9003000201' },
      { send: subscribe(3, [[FAULTS, 0]]), hear: '9003000300' },
    ],
  },
  {
    name: 'SUBSCRIBE without a filter ends it',
    clause: '3.8.3-3',
    steps: [ok, { send: subscribe(2, []), closed: true }],
  },
  {
    name: 'SUBSCRIBE at QoS 3 ends it',
    clause: '3.8.3-4',
    steps: [ok, { send: subscribe(2, [[FAULTS, 3]]), closed: true }],
  },
  {
    name: 'reserved flags of SUBSCRIBE must be 2',
    clause: '3.8.1-1',
    steps: [ok, { send: subscribe(2, [[FAULTS, 0]], { first: 0x80 }), closed: true }],
  },
  {
    name: 'a filter of a hundred levels ends it',
    clause: '4.7.3',
    steps: [ok, { send: subscribe(2, [['a/'.repeat(100), 0]]), closed: true }],
  },
  {
    name: 'UNSUBSCRIBE is answered, and nothing comes any more',
    clause: '3.10.4-4',
    steps: [
      { send: siren(), hear: '20020000' },
      { send: subscribe(2, [[ALARMS, 0]]), hear: '9003000200' },
      { city: {} },
      { hear: alarm('30') },
      { send: unsubscribe(3, [ALARMS]), hear: 'b0020003' },
      { city: {} },
      { send: PING, hear: PONG },
    ],
  },
  {
    name: 'UNSUBSCRIBE of what was never subscribed is answered, whatever its name',
    clause: '3.10.4-5',
    steps: [
      ok,
      { send: unsubscribe(4, ['a', 'constructor', '__proto__']), hear: 'b0020004' },
      { send: PING, hear: PONG },
    ],
  },
  {
    name: 'UNSUBSCRIBE without a filter is answered',
    clause: '3.10.3-2',
    deviates: true,
    steps: [ok, { send: unsubscribe(4, []), hear: 'b0020004' }],
  },
  {
    name: 'reserved flags of UNSUBSCRIBE must be 2',
    clause: '3.10.1-1',
    steps: [ok, { send: unsubscribe(4, ['a'], { first: 0xa0 }), closed: true }],
  },
  {
    name: 'a new subscription is sent what is retained, and says so',
    clause: '3.3.1-8',
    steps: [
      { city: { retain: true } },
      { send: siren(), hear: '20020000' },
      { send: subscribe(2, [[ALARMS, 0]]), hear: `9003000200${alarm('31')}` },
    ],
  },
  {
    name: 'who is subscribed already is not told that it is retained',
    clause: '3.3.1-9',
    steps: [
      { send: siren(), hear: '20020000' },
      { send: subscribe(2, [[ALARMS, 0]]), hear: '9003000200' },
      { city: { retain: true } },
      { hear: alarm('30') },
    ],
  },
  {
    name: 'an empty retained message takes it away',
    clause: '3.3.1-10',
    steps: [
      { city: { retain: true } },
      { city: { retain: true, payload: '' } },
      { send: siren(), hear: '20020000' },
      { send: subscribe(2, [[ALARMS, 0]]), hear: '9003000200' },
      { send: PING, hear: PONG },
    ],
  },
  {
    name: 'overlapping subscriptions bring a message once',
    clause: '3.3.5-1',
    steps: [
      { send: siren(), hear: '20020000' },
      {
        send: subscribe(2, [
          [ALARMS, 0],
          ['city/v1/alarms/+/+', 0],
        ]),
        hear: '900400020000',
      },
      { city: {} },
      { hear: alarm('30') },
      { send: PING, hear: PONG },
    ],
  },
  {
    name: 'QoS 1 of a session without a connection waits for it',
    clause: '4.4.0-1',
    steps: [
      { send: siren({ flags: 0xc0 }), hear: '20020000' },
      { send: subscribe(2, [[ALARMS, 1]]), hear: '9003000201' },
      { send: DISCONNECT, closed: true },
      { city: { qos: 1 } },
      { on: 1, send: siren({ flags: 0xc0 }), hear: /^2002010032180013.{38}....78$/ },
    ],
  },
  {
    name: 'what was not acknowledged comes again with DUP',
    clause: '4.4.0-1, 3.3.1-1',
    steps: [
      { send: siren({ flags: 0xc0 }), hear: '20020000' },
      { send: subscribe(2, [[ALARMS, 1]]), hear: '9003000201' },
      { city: { qos: 1 } },
      { hear: /^32180013.{38}....78$/ },
      { breaks: true },
      { on: 1, send: siren({ flags: 0xc0 }), hear: /^200201003a180013.{38}....78$/ },
    ],
  },
  {
    name: 'a clean session forgets what waited',
    clause: '3.1.2-6',
    steps: [
      { send: siren({ flags: 0xc0 }), hear: '20020000' },
      { send: subscribe(2, [[ALARMS, 1]]), hear: '9003000201' },
      { send: DISCONNECT, closed: true },
      { city: { qos: 1 } },
      { on: 1, send: siren(), hear: '20020000' },
      { on: 1, send: PING, hear: PONG },
    ],
  },
  {
    name: 'a station has no session beyond its connection, and is told so',
    clause: '3.2.2-3',
    steps: [
      { send: connect({ flags: 0xc0 }), hear: '20020000' },
      { send: subscribe(2, [[FAULTS, 1]]), hear: '9003000201' },
      { send: DISCONNECT, closed: true },
      { on: 1, send: connect({ flags: 0xc0 }), hear: '20020000' },
    ],
  },
]

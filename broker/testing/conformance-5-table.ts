import { connect, type ConnectBytes, DISCONNECT, frame, PING, publish, subscribe, text, unsubscribe } from './bytes.ts'
import { ALARM, ALARMS, type Case, FAULTS, READINGS, STATUS } from './conformance.ts'

const connect5 = (of: ConnectBytes = {}) => connect({ level: 5, ...of })
/** No shared subscriptions, packets up to 65,536 bytes, 100 in flight. */
const OPEN = '200d00000a2a002700010000210064'
const ok = { send: connect5(), hear: OPEN }
/** A service whose session lasts an hour. */
const LASTING = { user: 'siren', id: 'siren', properties: [0x11, 0, 0, 14, 16] }
/** Session Expiry Interval of a second. */
const EXPIRY = [0x11, 0, 0, 0, 1]
const PONG = 'd000'
const hex = (bytes: Buffer) => bytes.toString('hex')
/** A reason in words; its text is not part of the case. */
const REASON = '1f....(..)+'

/** Cases of MQTT 5, each with the clause of the standard that decides it. */
export const CASES_5: readonly Case[] = [
  { name: 'CONNACK tells what the door can take', clause: '3.2.2.3', steps: [ok] },
  {
    name: 'a wrong password is 0x86',
    clause: '3.2.2.2',
    steps: [{ send: connect5({ password: 'wrong' }), hear: /^20..0086/, closed: true }],
  },
  {
    name: 'without a keepalive the server sets one',
    clause: '3.2.2-21',
    steps: [{ send: connect5({ keepalive: 0 }), hear: '201000000d2a002700010000210064130078' }],
  },
  {
    name: 'a keepalive that is too long is shortened, and told',
    clause: '3.2.2-21',
    steps: [{ send: connect5({ keepalive: 3_600 }), hear: '201000000d2a002700010000210064130078' }],
  },
  {
    name: 'silence of one and a half keepalives ends it',
    clause: '3.1.2-22',
    steps: [{ send: connect5({ keepalive: 1 }), hear: OPEN }, { closed: true }],
  },
  {
    name: 'an empty client id is given one, and told',
    clause: '3.1.3-7',
    steps: [{ send: connect5({ id: '' }), hear: /^20..0000..2a00270001000021006412/ }],
  },
  {
    name: 'a session of a station ends with its connection, and it is told',
    clause: '3.2.2.3.2',
    steps: [
      {
        send: connect5({ flags: 0xc0, properties: [0x11, 0, 0, 14, 16] }),
        hear: '201200000f2a0027000100002100641100000000',
      },
    ],
  },
  {
    name: 'a session of a service lasts a day at most, and it is told',
    clause: '3.2.2.3.2',
    steps: [
      {
        send: connect5({ user: 'siren', id: 'siren', properties: [0x11, 255, 255, 255, 255] }),
        hear: '201200000f2a0027000100002100641100015180',
      },
    ],
  },
  {
    name: 'receive maximum 0 is a protocol error',
    clause: '3.1.2.11.3',
    steps: [{ send: connect5({ properties: [0x21, 0, 0] }), hear: /^20..0082/, closed: true }],
  },
  {
    name: 'another way of authentication is refused',
    clause: '4.12.0-1',
    steps: [{ send: connect5({ properties: [0x15, ...text('SCRAM')] }), hear: /^20..008c/, closed: true }],
  },
  {
    name: 'an unknown property ends it',
    clause: '2.2.2.2',
    steps: [{ send: connect5({ properties: [0x7f, 0] }), closed: true }],
  },
  { name: 'AUTH ends it', clause: '4.12', steps: [ok, { send: frame(0xf0, [0x18, 0]), closed: true }] },
  {
    name: 'a second CONNECT ends it',
    clause: '3.1.0-2',
    steps: [ok, { send: connect5(), closed: true }],
  },
  {
    name: 'the same client id again tells the older connection 0x8E',
    clause: '3.1.4-3',
    steps: [ok, { on: 1, send: connect5(), hear: OPEN }, { hear: 'e0028e00', closed: true }],
  },
  {
    name: 'QoS 1 is acknowledged',
    clause: '4.3.2-4',
    steps: [ok, { send: publish({ topic: READINGS, id: 1, properties: [] }), hear: /^40020001$|^400[34]00010/ }],
  },
  {
    name: 'a topic that is not its own is 0x87, and it goes on',
    clause: '3.4.2.1',
    steps: [
      ok,
      {
        send: publish({ topic: 'city/v1/air/air-2/readings', id: 1, properties: [] }),
        hear: new RegExp(`^40..000187..${REASON}$`),
      },
      { send: PING, hear: PONG },
    ],
  },
  {
    name: 'packet id 0 is a protocol error',
    clause: '2.2.1-3',
    steps: [ok, { send: publish({ topic: READINGS, id: 0, properties: [] }), hear: 'e0028200', closed: true }],
  },
  {
    name: 'a topic alias is invalid where none is allowed',
    clause: '3.3.2-9',
    steps: [
      ok,
      { send: publish({ topic: READINGS, id: 1, properties: [0x23, 0, 1] }), hear: 'e0029400', closed: true },
    ],
  },
  {
    name: 'an empty topic with an unknown alias is invalid',
    clause: '3.3.2-8',
    steps: [ok, { send: publish({ topic: '', id: 1, properties: [0x23, 0, 1] }), hear: 'e0029400', closed: true }],
  },
  {
    name: 'a topic that is not UTF-8 is a malformed packet',
    clause: '1.5.4-1',
    steps: [
      ok,
      {
        send: publish({ topic: Buffer.from([0xc3, 0x28]), first: 0x30, properties: [] }),
        hear: 'e0028100',
        closed: true,
      },
    ],
  },
  {
    name: 'a packet that is too large is 0x95',
    clause: '3.2.2-15',
    steps: [ok, { send: Buffer.from([0x30, 0x80, 0x80, 8]), hear: 'e0029500', closed: true }],
  },
  {
    name: 'what is not allowed is 0x87, a shared subscription 0x9E',
    clause: '3.9.3',
    steps: [
      ok,
      {
        send: subscribe(
          2,
          [
            ['#', 0],
            [`$share/g/${FAULTS}`, 1],
            [FAULTS, 1],
          ],
          { properties: [] },
        ),
        hear: '9006000200879e01',
      },
    ],
  },
  {
    name: 'subscription identifier 0 is a protocol error',
    clause: '3.8.2.1.2',
    steps: [ok, { send: subscribe(2, [[FAULTS, 0]], { properties: [0x0b, 0] }), hear: 'e0028200', closed: true }],
  },
  {
    name: 'a filter named __proto__ harms nobody else',
    clause: '4.13.1',
    steps: [
      { on: 1, send: connect5({ user: 'air-2', id: 'other' }), hear: OPEN },
      ok,
      {
        send: subscribe(
          2,
          [
            [FAULTS, 0],
            ['__proto__', 0],
          ],
          { properties: [] },
        ),
        closed: true,
      },
      { on: 1, send: PING, hear: PONG },
    ],
  },
  {
    name: 'a session with a filter named __proto__ harms nobody when it is taken up again',
    clause: '4.13.1',
    steps: [
      { on: 1, send: connect5({ user: 'air-2', id: 'other' }), hear: OPEN },
      { send: connect5(LASTING), hear: OPEN },
      {
        send: subscribe(
          2,
          [
            [ALARMS, 1],
            ['__proto__', 1],
          ],
          { properties: [] },
        ),
        closed: true,
      },
      { on: 2, send: connect5({ ...LASTING, flags: 0xc0 }), hear: /^200d01/ },
      { on: 1, send: PING, hear: PONG },
    ],
  },
  {
    name: 'UNSUBACK says for each filter whether it was there',
    clause: '3.11.3-1',
    steps: [
      ok,
      { send: subscribe(2, [[FAULTS, 1]], { properties: [] }), hear: '900400020001' },
      {
        send: unsubscribe(3, [FAULTS, 'a', 'constructor'], { properties: [] }),
        hear: 'b0060003'.concat('00', '001111'),
      },
    ],
  },
  {
    name: 'a message carries the identifier of its subscription',
    clause: '3.3.4-3',
    steps: [
      { send: connect5({ user: 'siren', id: 'siren' }), hear: OPEN },
      { send: subscribe(2, [[ALARMS, 0]], { properties: [0x0b, 7] }), hear: '900400020000' },
      { city: {} },
      { hear: hex(publish({ topic: ALARM, first: 0x30, payload: 'x', properties: [0x0b, 7] })) },
    ],
  },
  {
    name: 'retain handling 2 sends nothing that is retained',
    clause: '3.3.1-11',
    steps: [
      { city: { retain: true } },
      { send: connect5({ user: 'siren', id: 'siren' }), hear: OPEN },
      { send: subscribe(2, [[ALARMS, 0x20]], { properties: [] }), hear: '900400020000' },
      { send: PING, hear: PONG },
    ],
  },
  {
    name: 'DISCONNECT with will publishes it',
    clause: '3.14.4-3',
    steps: [
      { send: connect5({ flags: 0xce, will: { topic: STATUS, payload: 'gone' } }), hear: OPEN },
      { send: frame(0xe0, [4]), closed: true },
      { taken: [STATUS, 'gone'] },
    ],
  },
  {
    name: 'a property that is given twice is a protocol error in DISCONNECT',
    clause: '2.2.2.2',
    steps: [ok, { send: frame(0xe0, [0, 10, ...EXPIRY, ...EXPIRY]), hear: '', closed: true }],
  },
  {
    name: 'a property that is given twice is a protocol error in CONNECT',
    clause: '2.2.2.2',
    steps: [{ send: connect5({ ...LASTING, properties: [...EXPIRY, ...EXPIRY] }), hear: '', closed: true }],
  },
  { name: 'DISCONNECT ends it', clause: '3.14.4-1', steps: [ok, { send: DISCONNECT, closed: true }] },
]

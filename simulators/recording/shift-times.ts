/** The payload with every time of a reading moved; as it is where it is no message with readings. */
export function shiftTimes(payload: Buffer, byMs: number): Buffer {
  let json: unknown
  try {
    json = JSON.parse(payload.toString('utf8'))
  } catch {
    return payload
  }
  if (typeof json !== 'object' || json === null) return payload
  return Buffer.from(JSON.stringify(moved(json, byMs)))
}

function moved(json: object, byMs: number): unknown {
  if (Array.isArray(json)) return json.map((one: unknown) => (isObject(one) ? moved(one, byMs) : one))
  if (!('values' in json))
    return Object.fromEntries(
      Object.entries(json).map(([id, one]) => [id, isObject(one) ? moved(one, byMs) : (one as unknown)]),
    )
  const { ts } = json as { ts?: unknown }
  const at = typeof ts === 'string' ? Date.parse(ts) : ts
  return typeof at === 'number' && Number.isFinite(at) ? { ...json, ts: at + byMs } : json
}

function isObject(one: unknown): one is object {
  return typeof one === 'object' && one !== null
}

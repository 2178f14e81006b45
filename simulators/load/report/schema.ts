import { type Static, Type } from 'typebox'

const Ms = Type.Number()
const Strict = { additionalProperties: false }

const Percentiles = {
  p50: Ms,
  p90: Ms,
  p99: Ms,
  p999: Ms,
  max: Ms,
}

/** Latencies of one way, ms from the time at which a message was due. */
const Way = Type.Object(
  {
    way: Type.Enum(['acknowledged', 'stored', 'browser', 'delivered']),
    count: Type.Integer(),
    /** How finely it can be told, ms. */
    resolutionMs: Type.Number(),
    note: Type.String(),
    percentiles: Type.Union([Type.Null(), Type.Object(Percentiles, Strict)]),
    /** [share that took at most so long, ms] */
    spectrum: Type.Array(Type.Tuple([Type.Number(), Ms])),
    /** The histogram itself, of microseconds: HdrHistogram V2, compressed, base64. */
    hdr: Type.String(),
  },
  Strict,
)

const Second = Type.Object(
  {
    at: Type.Integer(),
    /** Wanted in its middle, messages a second. */
    wanted: Type.Number(),
    due: Type.Integer(),
    sent: Type.Integer(),
    acknowledged: Type.Integer(),
    inFlight: Type.Integer(),
    errors: Type.Integer(),
    ...Type.Partial(Type.Object(Percentiles)).properties,
  },
  Strict,
)

/** `report.json` of a load; docs/simulators.md says what is what. */
export const LoadReport = Type.Object(
  {
    format: Type.Literal('citypulse-load-report'),
    version: Type.Literal(1),
    startedAt: Type.String(),
    target: Type.Object({ kind: Type.Enum(['city', 'broker']), address: Type.String() }, Strict),
    verdict: Type.Object(
      {
        ok: Type.Boolean(),
        words: Type.String(),
        sent: Type.Integer(),
        acknowledged: Type.Integer(),
        /** Stored by the city, or delivered by the broker. */
        arrived: Type.Integer(),
        duplicate: Type.Integer(),
        refused: Type.Integer(),
      },
      Strict,
    ),
    differences: Type.Array(Type.Object({ id: Type.String(), reason: Type.String(), missing: Type.Integer() }, Strict)),
    ways: Type.Array(Way),
    seconds: Type.Array(Second),
    steps: Type.Array(
      Type.Object(
        {
          rate: Type.Number(),
          sent: Type.Number(),
          acknowledged: Type.Number(),
          p99: Type.Union([Type.Null(), Ms]),
          held: Type.Boolean(),
          cause: Type.Enum(['none', 'sender', 'acknowledgements', 'latency']),
          why: Type.String(),
        },
        Strict,
      ),
    ),
    /** By kind. */
    errors: Type.Record(Type.String(), Type.Integer()),
    /** As the load took them, without secrets. */
    options: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    /** What opening the connections took, s. */
    openSeconds: Type.Number(),
    machine: Type.Object(
      { cpu: Type.String(), cores: Type.Integer(), memoryGiB: Type.Number(), system: Type.String() },
      Strict,
    ),
    versions: Type.Record(Type.String(), Type.String()),
  },
  Strict,
)
export type LoadReport = Static<typeof LoadReport>

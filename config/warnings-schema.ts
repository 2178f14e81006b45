import { Type } from 'typebox'
import { CAP } from '../domain/cap/alert.ts'
import { Label } from '../domain/label.ts'
import { Severity } from '../domain/severity.ts'

/** How the city warns others (CAP 1.2); without it nothing is issued. */
export const Warnings = Type.Object(
  {
    /** Sender of CAP messages: an address or a name of this city that nobody else has. */
    sender: Type.String({ pattern: '^[^\\s,<&]{1,200}$' }),
    senderName: Label,
    contact: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Where others reach this city, like https://pulse.city.example. */
    publicUrl: Type.Optional(Type.String({ pattern: '^https?://[^\\s<>"/]+(/[^\\s<>"]*[^\\s<>"/])?$' })),
    scope: Type.Optional(Type.Enum(['Public', 'Restricted'])),
    /** To whom, when the scope is Restricted. */
    restriction: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    /** From this severity on warnings are issued by themselves; only by a person when not given. */
    issueFrom: Type.Optional(Severity),
    /** Only alarms of these kinds are issued by themselves, also of kinds that are on-demand or withheld; without it of every mandatory kind. */
    kinds: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    /** Alarms of these rules are issued only by a person. */
    exceptRules: Type.Optional(Type.Array(Type.String())),
    expiresMinutes: Type.Optional(Type.Integer({ minimum: 10, maximum: 10_080 })),
    /** So long an alarm must be over before its warning ends. */
    holdMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 240 })),
    /** Status of what comes from simulated stations. */
    simulated: Type.Optional(Type.Enum(['Exercise', 'Test'])),
    stationRadiusKm: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    /** CAP categories by kind, where they differ from the default ones. */
    categories: Type.Optional(
      Type.Record(Type.String({ pattern: '^.+$' }), Type.Array(Type.Enum([...CAP.category]), { minItems: 1 })),
    ),
    /** China's dialect of CAP. */
    cn: Type.Optional(
      Type.Object(
        {
          /** Division (6), organisation (3), unit (3), extension (2). */
          senderCode: Type.Optional(Type.String({ pattern: '^[0-9A-Z]{14}$' })),
          /** Code of the type of event by kind or rule, like 11B06 for a gale. */
          eventTypes: Type.Optional(
            Type.Record(Type.String({ pattern: '^.+$' }), Type.String({ pattern: '^[0-9A-Z]{5}$' })),
          ),
          methods: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z]{1,20}$' }), { minItems: 1 })),
          secClassification: Type.Optional(Type.String({ pattern: '^\\w{1,20}$' })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)

import type { Logger } from 'pino'
import type { AlarmHearing } from './alarm-hearing.ts'
import { type Door, startDoor } from './broker/door.ts'
import type { Limits } from './broker/limits.ts'
import { cityGate } from './city-gate.ts'
import { readCertificate } from './config/certificate.ts'
import type { Settings } from './config/settings.ts'
import type { IngestBand } from './ingest-band.ts'
import type { Line } from './ingest/line.ts'
import type { Journal } from './journal/journal.ts'
import type { ServiceDepartments } from './store/records/service-departments.ts'
import type { Registry } from './store/records/registry.ts'

/** The MQTT door of the city: who is registered may come in, and what comes goes into the journal. */
export async function openDoor(
  settings: Settings,
  limits: Partial<Limits> | undefined,
  of: {
    readonly registry: Registry
    readonly journal: Journal
    readonly line: Line
    readonly services: ServiceDepartments
    readonly hearing: AlarmHearing
    readonly band: IngestBand
    readonly log: Logger
  },
): Promise<Door> {
  const { registry, journal, line, services, hearing, band, log } = of
  const door = await startDoor({
    host: settings.host,
    ports: { mqtt: settings.mqttPort, mqtts: settings.tls ? settings.mqttsPort : null, ws: settings.mqttWsPort },
    ...(settings.tls ? { tls: readCertificate(settings.tls) } : {}),
    ...(limits ? { limits } : {}),
    gate: cityGate(registry, services, hearing),
    accept: (topic, payload, done) => journal.append(topic, payload, done),
    band: () => band.now(),
    onSession: ({ identity, connected, at }) => line.presence.session(identity.id, connected, at),
    log,
  })
  registry.onRevoke((id) => door.cut(id))
  return door
}

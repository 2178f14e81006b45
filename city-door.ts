import type { Logger } from 'pino'
import type { AlarmHearing } from './alarm-hearing.ts'
import { type Door, startDoor } from './broker/door.ts'
import type { Limits } from './broker/limits.ts'
import type { CityEnrolment } from './city-enrolment.ts'
import { cityGate } from './city-gate.ts'
import type { TlsKeeper, TlsSource } from './config/certificate.ts'
import { revokedSerials } from './config/revoked.ts'
import type { CityFile } from './config/schema.ts'
import type { Settings } from './config/settings.ts'
import type { FileRoom } from './disk/files.ts'
import type { SignIn } from './domain/sign-in.ts'
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
    readonly enrolment: Pick<CityEnrolment, 'admitGuest'>
    readonly journal: Journal
    readonly line: Line
    readonly services: ServiceDepartments
    readonly hearing: AlarmHearing
    readonly band: IngestBand
    /** Null: no door with TLS. */
    readonly tls: TlsSource | null
    readonly plainHost: string
    readonly files: FileRoom
    readonly log: Logger
  },
): Promise<Door> {
  const { registry, enrolment, journal, line, services, hearing, band, tls, plainHost, files, log } = of
  const door = await startDoor({
    host: settings.host,
    plainHost,
    ports: {
      mqtt: settings.mqttPort,
      mqtts: tls ? settings.mqttsPort : null,
      ws: settings.mqttWsPort,
      wss: tls ? settings.mqttWssPort : null,
    },
    ...(tls ? { tls } : {}),
    ...(limits ? { limits } : {}),
    gate: cityGate(registry, { enrolment, services, hearing }),
    accept: (topic, payload, done) => journal.append(topic, payload, done),
    band: () => band.now(),
    admits: () => files.admits('device'),
    onSession: ({ identity, connected, at }) => line.presence.session(identity.id, connected, at),
    log,
  })
  registry.onRevoke((id, before) => door.cut(id, before))
  return door
}

/** What the city asks of its devices, for the registry. */
export function leastOf({ devices }: Pick<CityFile, 'devices'>): { readonly leastSignIn?: SignIn } {
  return devices?.signIn === undefined ? {} : { leastSignIn: devices.signIn }
}

/** Ends the sessions of certificates that a new list names as revoked. */
export function cutRevoked(door: () => Door | null, log: Pick<Logger, 'error'>): (keeper: TlsKeeper) => void {
  return (keeper) => {
    const { crl } = keeper.current()
    if (!crl) return
    revokedSerials(crl)
      .then((serials) => door()?.cutCertificates(({ serial }) => serials.has(serial)))
      .catch((error: unknown) => log.error({ err: error }, 'sessions of revoked certificates were not looked for'))
  }
}

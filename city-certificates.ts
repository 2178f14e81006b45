import { stat } from 'node:fs/promises'
import type { Logger } from 'pino'
import { openCertificate, type TlsFiles, type TlsKeeper } from './config/certificate.ts'
import type { Settings } from './config/settings.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import type { Records } from './store/records/records.ts'
import type { Troubles } from './ingest/alarms/troubles.ts'
import { citySays } from './domain/city-says.ts'

/** The certificates of this city's doors. */
export interface CityCertificates {
  /** Null: no HTTPS. */
  readonly http: TlsKeeper | null
  /** Browsers come over TLS: to the city itself, or to a proxy in front. */
  readonly isOverTls: boolean
  /** Null: no MQTT over TLS. */
  readonly mqtt: TlsKeeper | null
}

/** Opens what the settings name; two doors with the same files share one. Throws `config-invalid`. */
export function openCertificates({ tls, mqttTls, trustedProxies }: Settings): CityCertificates {
  const mqtt = mqttTls ? openCertificate(mqttTls) : null
  const isSame = tls && mqttTls && tls.certFile === mqttTls.certFile && tls.keyFile === mqttTls.keyFile
  const http = isSame ? mqtt : tls ? openCertificate(tls) : null
  return { mqtt, http, isOverTls: http !== null || trustedProxies.length > 0 }
}

/** Takes up new certificates while the city runs. */
export interface CertificateWatch extends AsyncDisposable {
  /** Looks at the files at once, changed or not. */
  reload(): void
}

const LOOK_MS = 1_000
const DAY = 86_400_000
const WARN_MS = 30 * DAY
/** Certificate and key are two files: what does not fit together just after a change gets a few looks more. */
const PATIENCE_LOOKS = 5

/** Looks at the files of certificates every second. `onReloaded` is told of each that is in force from now on, and the audit too. */
export function watchCertificates(
  { http, mqtt }: Pick<CityCertificates, 'http' | 'mqtt'>,
  of: {
    readonly records: Records
    readonly troubles: Pick<Troubles, 'raise' | 'clear'>
    readonly onReloaded: (keeper: TlsKeeper) => void
    readonly now?: () => number
    readonly log: Pick<Logger, 'info' | 'warn'>
  },
): CertificateWatch {
  const { troubles, onReloaded, now = Date.now, log } = of
  const watched = [...new Set([http, mqtt])]
    .filter((one) => one !== null)
    .map((keeper) => ({ keeper, seen: '', misses: 0, isPending: false, fault: '' }))
  const audit = buildAuditRecords(of.records)
  let isLooking = false
  let isFirst = true

  async function look(isForced = false): Promise<void> {
    if (isLooking) return
    isLooking = true
    try {
      for (const one of watched) {
        const signature = await signatureOf(one.keeper.files)
        const isChanged = signature !== one.seen
        one.seen = signature
        if (isFirst) continue
        if (isChanged) Object.assign(one, { isPending: true, misses: 0 })
        // Whoever writes is given a look's time to end.
        if (isForced || (one.isPending && !isChanged)) take(one, isForced)
      }
      isFirst = false
      tellOfEnds()
    } finally {
      isLooking = false
    }
  }

  function take(one: (typeof watched)[number], isForced: boolean): void {
    try {
      one.keeper.reload(now())
      Object.assign(one, { isPending: false, misses: 0, fault: '' })
      log.info({ validTo: new Date(one.keeper.current().validTo).toISOString() }, 'a new certificate is in force')
      onReloaded(one.keeper)
      note(one.keeper)
    } catch (error) {
      one.misses++
      if (one.misses < PATIENCE_LOOKS && !isForced) return
      Object.assign(one, { isPending: false, fault: (error as Error).message })
      log.warn({ error: one.fault }, 'a new certificate is not good; the one before stays in force')
    }
    const faults = watched.map(({ fault }) => fault).filter((fault) => fault !== '')
    if (faults.length === 0) troubles.clear('certificate-refused')
    else troubles.raise('certificate-refused', faults.join('; '))
  }

  function note({ files, current }: TlsKeeper): void {
    const detail = `valid to ${new Date(current().validTo).toISOString()}`
    const entry = { actor: 'system', action: 'change-certificate', object: files.certFile, result: 'done', detail }
    of.records.transact([audit.add({ at: now(), ...entry })]).catch((error: unknown) => {
      log.warn({ err: error }, 'an entry of the audit could not be kept')
    })
  }

  function tellOfEnds(): void {
    const ends = watched.map(({ keeper }) => keeper.current().validTo)
    const first = Math.min(...ends)
    if (first > now() + WARN_MS) return troubles.clear('certificate-expiring')
    const day = new Date(first).toISOString().slice(0, 10)
    troubles.raise('certificate-expiring', citySays(first <= now() ? 'certificateEnded' : 'certificateEnds', { day }))
  }

  const timer = watched.length > 0 ? setInterval(() => void look(), LOOK_MS) : undefined
  timer?.unref()
  if (watched.length > 0) void look()

  return {
    reload: () => void (watched.length > 0 && look(true)),
    [Symbol.asyncDispose]: async () => clearInterval(timer),
  }
}

/** Changes whenever one of the files does, also where they are links that are turned to others. */
async function signatureOf(files: TlsFiles): Promise<string> {
  const paths = [files.certFile, files.keyFile, files.clientCaFile, files.clientCrlFile].filter(
    (path) => path !== undefined,
  )
  const parts = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
        () => 'none',
      ),
    ),
  )
  return parts.join('; ')
}

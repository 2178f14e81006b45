import { readFile } from 'node:fs/promises'

/** A way from MQTT to InfluxDB, running. */
export interface System extends AsyncDisposable {
  readonly mqttPort: number
  /** Its processes by name; InfluxDB is not among them. */
  readonly pids: Readonly<Record<string, number>>
  credentialsOf(station: string): { readonly username: string; readonly password: string }
}

/** What opens one. */
export interface SystemOptions {
  readonly influxUrl: string
  readonly database: string
  readonly folder: string
  readonly stations: readonly string[]
}

/** Processor time of a process so far, user and system. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')
  // In clock ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** The most memory that a process has ever held. */
export async function peakBytesOf(pid: number): Promise<number> {
  const line = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}

/** Sum over all processes of a system. */
export async function sumOf(system: System, read: (pid: number) => Promise<number>): Promise<number> {
  const all = await Promise.all(Object.values(system.pids).map(read))
  return all.reduce((sum, one) => sum + one, 0)
}

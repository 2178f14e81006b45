/** Generation and release of a server. */
export interface Version {
  readonly major: 1 | 2 | 3
  readonly minor: number
}

/**
 * The version that a server's answer to /ping tells, in the header that all of them send or in the body, as 3.x does; one that
 * tells none speaks the interface of 2.x, as InfluxDB's own cloud does.
 */
export function versionIn(headers: Readonly<Record<string, string | string[] | undefined>>, body: string): Version {
  const header = headers['x-influxdb-version']
  const told = Array.isArray(header) ? header[0] : header
  const match = PATTERN.exec(told ?? '') ?? PATTERN.exec(/"version"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? '')
  return match ? { major: Number(match[1]) as Version['major'], minor: Number(match[2]) } : { major: 2, minor: 0 }
}

const PATTERN = /^v?([123])\.(\d+)/

/** Where lines with times in ns go: `/write` on every 1.x, which knows it from the first release on, `/api/v2/write` on 2.x and 3.x. */
export function writePath(version: Version, to: { readonly org: string; readonly bucket: string }): string {
  const bucket = encodeURIComponent(to.bucket)
  if (version.major === 1) return `/write?db=${bucket}&precision=ns`
  return `/api/v2/write?org=${encodeURIComponent(to.org)}&bucket=${bucket}&precision=ns`
}

import type { IncomingHttpHeaders } from 'node:http'

/**
 * Why a request must not change anything, or null. A browser says where a request comes from; a request that says
 * nothing at all is a script, which no foreign page can steer. Over TLS a page that came without it is another site: anybody on the way may
 * have written it.
 */
export function foreignOrigin(
  headers: IncomingHttpHeaders,
  origins: readonly string[],
  isOverTls = false,
): string | null {
  const origin = headers.origin
  if (origin !== undefined) {
    const isOwn = hostOf(origin) === headers.host && !(isOverTls && /^http:/i.test(origin))
    if (origins.includes(origin) || isOwn) return null
    return `The request comes from another site (${origin.slice(0, 200)}).`
  }
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return null
  return `The request comes from another site (Sec-Fetch-Site: ${site.slice(0, 40)}).`
}

/** Host with port; without the scheme, because TLS may end in front of this server. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

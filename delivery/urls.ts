/** What is wrong with an address to post to; null when nothing is. */
export function urlFault(name: string, text: string | undefined): string | null {
  if (text === undefined || text === '') return `${name} is missing`
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return `${name}: expected an address that begins with https:// or http://`
  if (url.username !== '' || url.password !== '') return `${name}: user and password do not belong in the address`
  return null
}

/** Whether an address is a wall's. */
export function isWallPath(path: string): boolean {
  return path.startsWith('/wall/')
}

/** Whether somebody is a screen on a wall, by the name that the server gives it. */
export function isWallUser(user: string): boolean {
  return user.startsWith('wall:')
}

/** Lets a screen in by the token behind the `#` of its address, which no server and no log is told, and takes it out of the address. */
export async function enterWall({ location, history, fetch }: Window & typeof globalThis): Promise<void> {
  const token = /^#(city_[\w-]+)$/.exec(location.hash)?.[1]
  if (!isWallPath(location.pathname) || token === undefined) return
  history.replaceState(null, '', location.pathname + location.search)
  // A token that is over is told by the wall itself, which is then not signed in.
  await fetch('/api/v1/wall-session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => undefined)
}

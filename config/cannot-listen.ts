import { CityError } from '../domain/errors.ts'

/** What a person can do when a port cannot be opened; the error itself when it is none of theirs. */
export function cannotListen(
  error: NodeJS.ErrnoException,
  at: { readonly host: string; readonly port: number; readonly variable: string },
): Error {
  const { host, port, variable } = at
  if (error.code === 'EADDRINUSE') {
    return new CityError(
      'config-port-in-use',
      `Port ${port} on ${host} is in use: end the program that holds it, or set ${variable} to another port (0 = any free one).`,
      { cause: error },
    )
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new CityError(
      'config-invalid',
      `Cannot listen on ${host}:${port} (${error.code}): set HOST and ${variable} to an address and port that this machine may open.`,
      { cause: error },
    )
  }
  return error
}

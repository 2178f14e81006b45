/** How a command ends; the numbers above 2 are those of sysexits.h. */
export const EXIT = {
  done: 0,
  /** The city said no, or what it said is not as it should be. */
  failed: 1,
  /** The command line is not understood. */
  usage: 64,
  /** No city answers. */
  unavailable: 69,
  /** The configuration or the environment has faults. */
  config: 78,
} as const

/** An error whose message is all that the person needs; `exitCode` is one of `EXIT`. */
export function failure(message: string, exitCode: number, options?: ErrorOptions): Error {
  return Object.assign(new Error(message, options), { exitCode })
}

/** The code that an error ends a command with; undefined when it is not an expected one. */
export function exitCodeOf(error: unknown): number | undefined {
  const { exitCode } = error as { exitCode?: unknown }
  return typeof exitCode === 'number' ? exitCode : undefined
}

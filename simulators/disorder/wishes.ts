import { InvalidArgumentError } from 'commander'
import { type FaultWishes, parseFaults } from './parse-faults.ts'

/** Faults as an argument of a command. */
export function wishes(text: string): FaultWishes {
  try {
    return parseFaults(text)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

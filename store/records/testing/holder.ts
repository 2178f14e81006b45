/** Child process of the lock's tests: takes the lock of the folder in its argument, says so, and waits to be ended. */
import { lockFolder } from '../lock.ts'

const lock = await lockFolder(process.argv[2] ?? '')
process.stdout.write('locked\n')
process.stdin.resume()
process.stdin.on('end', () => void lock[Symbol.asyncDispose]())

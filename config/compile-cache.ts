import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/**
 * Compiled code is kept beside the packages, so that every start but the first spares compiling; threads and children, which
 * look at the environment, share it. Where the folder cannot be written nothing is kept. Imported before everything else.
 */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled')
enableCompileCache(process.env['NODE_COMPILE_CACHE'])

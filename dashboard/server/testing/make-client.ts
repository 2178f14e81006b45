import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clientOf } from './client-of.ts'
import { ask, openWindow } from './open-window.ts'

// Writes the browser's calls anew from the OpenAPI document of this very server.
await using window = await openWindow()
const { body } = await ask(`${window.url}/api/openapi.json`)
await writeFile(join(import.meta.dirname, '../../web/client/calls.ts'), await clientOf(body))

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { loadConfig } from '../../config/load.ts'
import { openRecords } from '../../store/records/open.ts'
import { openRegistry } from '../../store/records/registry.ts'
import { makeSeal } from '../../store/records/seal.ts'
import { openSecrets } from '../../store/records/secrets.ts'
import { passwordsOf } from '../../simulators/password.ts'
import type { Credentials } from './city.ts'

/** Gives a city that does not run yet an account of a third party. Resolves to its credentials. */
export async function createService(data: string, config: string, id: string): Promise<Credentials> {
  await mkdir(data, { recursive: true })
  const secrets = await openSecrets(data)
  await using records = await openRecords({ file: join(data, 'records.db') })
  const { kinds } = loadConfig(config)
  const registry = await openRegistry(records, {
    hashKey: secrets.credentialKey,
    simulationKey: secrets.simulationKey,
    seal: makeSeal(secrets.sealKey),
    kinds,
  })
  return registry.createService(id, 'test')
}

/** Credentials of a simulated station or gateway of the configuration. */
export async function simulatedCredentials(data: string, id: string): Promise<Credentials> {
  const { simulationKey } = await openSecrets(data)
  return { username: id, password: passwordsOf(Buffer.from(simulationKey).toString('base64url'))(id) }
}

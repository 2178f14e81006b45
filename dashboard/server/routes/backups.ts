import { isAbsolute } from 'node:path'
import { Type } from 'typebox'
import { CityError } from '../../../domain/errors.ts'
import { sessionOf } from '../auth/guard.ts'
import { OF_BODY, problems, shared } from '../schemas.ts'
import type { Context, Scope } from './context.ts'

const Wish = Type.Object(
  {
    folder: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description: 'Absolute path of the folder to be made; only for the command line of the machine itself',
      }),
    ),
  },
  { additionalProperties: false },
)

/** Backups: made while the city runs; restoring is for the command line, when it does not. */
export function backupRoutes(scope: Scope, { city }: Context): void {
  scope.get(
    '/backups',
    {
      config: { action: 'backup.read' },
      schema: {
        operationId: 'getBackups',
        summary: 'The backup that is being made or was made last, the schedule, and what is kept',
        tags: ['backups'],
        response: { 200: shared('Backups'), ...problems('not-allowed', 'records-failed') },
      },
    },
    async () => city.backups.state(),
  )

  scope.post(
    '/backups',
    {
      config: { action: 'backup.write' },
      schema: {
        operationId: 'createBackup',
        summary: 'Begins a backup; GET /backups says how far it has come',
        tags: ['backups'],
        body: Wish,
        response: { 202: shared('BackupJob'), ...problems(...OF_BODY, 'not-allowed', 'backup-running') },
      },
    },
    async (request, reply) => {
      const { user, by } = sessionOf(request)
      const { folder } = request.body
      if (folder !== undefined) {
        // Over the network nobody chooses where files are written.
        if (user !== 'local' || by !== 'token')
          throw new CityError('not-allowed', 'Only the command line of this machine may choose a folder.')
        if (!isAbsolute(folder)) throw new CityError('request-invalid', 'Body "folder": expected an absolute path.')
      }
      return reply.code(202).send(await city.backups.start(user, folder))
    },
  )
}

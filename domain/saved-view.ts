import { type Static, Type } from 'typebox'

const OrNull = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** A question that a person keeps: a screen and the parameters of its address. It holds no answer. */
export const SavedView = Type.Object({
  id: Type.String(),
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
  page: Type.String({ maxLength: 60, pattern: '^/[a-z-]*$', description: 'Path of the screen' }),
  query: Type.String({ maxLength: 2000, description: 'Parameters of its address' }),
  owner: Type.String(),
  department: OrNull(Type.String({ maxLength: 100, description: 'Whom it is shared with; null: nobody' })),
  isDefault: Type.Boolean({ description: 'Shown to its owner when the screen is opened without parameters' }),
  changedAt: Type.Number(),
})
export type SavedView = Static<typeof SavedView>

/** What a person says of a view. */
export type SavedViewWish = Pick<SavedView, 'name' | 'page' | 'query' | 'department' | 'isDefault'>

/** So many a person may keep. */
export const MOST_VIEWS = 100

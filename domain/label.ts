import { Type, type Static } from 'typebox'

/** A text in the two languages of the interface. */
export const Label = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)
export type Label = Static<typeof Label>

/** A name as people give it: one text for both languages, or one for each. */
export const Name = Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Label])
export type Name = Static<typeof Name>

export type Language = 'zh' | 'en'

export function nameIn(language: Language, name: Name): string {
  return typeof name === 'string' ? name : name[language]
}

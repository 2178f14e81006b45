/** The entry that says that old ones are taken away. */
export const CUT_ACTION = 'cut-audit'

/** What it says of the head up to which they are: a cut is believed only with such an entry, below a head that is signed. */
export function cutProof({ root }: { readonly root: string }): string {
  return `head ${root}`
}

export interface OnlineStation {
  readonly simulated?: boolean
  readonly presence?: { readonly reason: string }
}

/** Throws when somebody plays the simulated stations already: two would throw each other out for ever. */
export function expectQuiet(online: readonly OnlineStation[]): void {
  const played = online.filter(({ simulated, presence }) => simulated === true && presence?.reason === 'connected')
  if (played.length > 0)
    throw new Error(
      `${played.length} of the simulated stations are connected already: start the city with SIMULATE=0, so that it does not play them itself`,
    )
}

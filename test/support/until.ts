/** As long as a machine that others have taken may need: nothing that comes true waits for it. */
export const PATIENCE_MS = 60_000

/** Resolves once it holds; asks again every few ms, rejects at the deadline with what `describe` says. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs = PATIENCE_MS,
  describe: () => string = () => holds.toString(),
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${describe()}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

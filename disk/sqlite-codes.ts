// Primary result codes, sqlite.org/rescode.html.
const ERROR = 1
const BUSY = 5
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26
/** Extended: the index of the write-ahead log found no room to grow. */
const IOERR_SHMSIZE = 4874

/** Whether there was no room; the same may work later, and nothing was written. */
export function isFull(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  return primaryCode(error) === FULL || errcode === IOERR_SHMSIZE || code === 'ENOSPC' || code === 'EDQUOT'
}

/** Whether the disk, not the statement, failed: nothing that this connection says can be trusted any more. */
export function isFatal(error: unknown): boolean {
  return [IOERR, CORRUPT, NOTADB].includes(primaryCode(error)) && !isFull(error)
}

/** Whether the file is not what it should be. */
export function isDamage(error: unknown): boolean {
  return [CORRUPT, NOTADB].includes(primaryCode(error))
}

/** Whether a statement that has to be right does not fit the file: its schema is not the one that was written. */
export function isMisfit(error: unknown): boolean {
  return primaryCode(error) === ERROR
}

/** Whether another process keeps the file. */
export function isInUse(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

/** Whether this process may not write the file. */
export function isUnwritable(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR'].includes(code))
    return true
  return [READONLY, CANTOPEN].includes(primaryCode(error))
}

function primaryCode(error: unknown): number {
  const code = (error as { errcode?: unknown }).errcode
  return typeof code === 'number' ? code & 0xff : 0
}

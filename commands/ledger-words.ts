import type { LedgerSummary } from '../domain/ledger.ts'

/** One sentence: whether anything is missing, and the figures that show it. */
export function verdictText({
  verdict,
  total,
  missing,
  proof,
  wrong,
  lost,
  unjudged,
  isStoreBehind,
}: LedgerSummary): string {
  const { received, stored, duplicate, refused, pending } = total
  const equation = `${n(received)} received = ${n(stored)} stored + ${n(duplicate)} duplicate + ${n(refused)} refused + ${n(pending)} pending`
  const books = proof.isExact
    ? `all ${n(proof.counted)} messages of the journal are in the books`
    : `${n(proof.judged - proof.from)} messages were judged, ${n(proof.counted)} are in the books`
  const says = {
    unbalanced: `NOT BALANCED: ${n(wrong)} rows or hours contradict themselves`,
    lost: `LOST: ${n(lost)} acknowledged readings or messages are gone`,
    gaps: `GAPS: ${n(missing.gaps)} are not filled, ${n(missing.ongoing)} of them go on`,
    waiting: `WAITING: ${n(pending)} readings are not stored, ${n(unjudged)} messages not judged yet${isStoreBehind ? '; the store is behind' : ''}`,
    'no-data': 'NO DATA: nothing came',
    complete: 'Nothing is missing',
  }[verdict]
  return `${says}. Every row: ${equation}; ${books}.`
}

/** `99.9 %`; never 100 when anything is missing. */
export function shareText(share: number | null): string {
  return share === null ? '-' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`
}

function n(count: number): string {
  return count.toLocaleString('en')
}

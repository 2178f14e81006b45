/**
 * Numbers from here on are not the device's. A reading that has neither time nor number of its own is known by where it stands
 * in the journal: the same whenever it is gone through again, and another one for each reading of a millisecond.
 */
const FROM = 2 ** 52
/** Positions below it are told apart; readings of one message up to 4,096. */
const POSITIONS = 2 ** 40

export function impliedNumber(position: number, item: number): number {
  return FROM + item * POSITIONS + (position % POSITIONS)
}

/** The number that the device gave a reading; 0 when it gave none. */
export function givenNumber(seq: number): number {
  return seq >= FROM ? 0 : seq
}

/** Signed heads, one a line, in the data folder. */
export const HEADS_FILE = 'audit-heads.jsonl'
/** Public keys that heads were signed with, newest last, PEM. */
export const AUDIT_KEYS_FILE = 'audit-keys.pem'

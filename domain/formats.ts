/** Versions of what stands on disk: a number rises when an older CityPulse could not read the files any more. */
export const FORMATS = {
  /** Tables of `journal.db`, its `user_version`. */
  journal: 1,
  /** Tables of `series/series.duckdb`, its table `format`; 2: sealed months. */
  series: 2,
  /** Layout and manifest of a backup. */
  backup: 1,
} as const

/** Items of GB 3838-2002, table 1; those that the city measures on line by the names of their values. */
export type WaterItem = keyof typeof LIMITS | 'pH' | 'O2'

export type WaterBody = 'river' | 'lake'

/** Highest concentration for classes I to V, mg/L; coliform per litre. Limits themselves still pass. */
export const LIMITS = {
  codMn: [2, 4, 6, 10, 15],
  cod: [15, 15, 20, 30, 40],
  bod: [3, 3, 4, 6, 10],
  ammoniaNitrogen: [0.15, 0.5, 1, 1.5, 2],
  'P-TOT': [0.02, 0.1, 0.2, 0.3, 0.4],
  'N-TOT': [0.2, 0.5, 1, 1.5, 2],
  copper: [0.01, 1, 1, 1, 1],
  zinc: [0.05, 1, 1, 2, 2],
  fluoride: [1, 1, 1, 1.5, 1.5],
  selenium: [0.01, 0.01, 0.01, 0.02, 0.02],
  arsenic: [0.05, 0.05, 0.05, 0.1, 0.1],
  mercury: [0.00005, 0.00005, 0.0001, 0.001, 0.001],
  cadmium: [0.001, 0.005, 0.005, 0.005, 0.01],
  chromium6: [0.01, 0.05, 0.05, 0.05, 0.1],
  lead: [0.01, 0.01, 0.05, 0.05, 0.1],
  cyanide: [0.005, 0.05, 0.2, 0.2, 0.2],
  phenol: [0.002, 0.002, 0.005, 0.01, 0.1],
  petroleum: [0.05, 0.05, 0.05, 0.5, 1],
  surfactant: [0.2, 0.2, 0.2, 0.3, 0.3],
  sulphide: [0.05, 0.1, 0.2, 0.5, 1],
  faecalColiform: [200, 2000, 10000, 20000, 40000],
} as const

/** Total phosphorus where water stands. */
export const LAKE_PHOSPHORUS = [0.01, 0.025, 0.05, 0.1, 0.2] as const

/** Lowest dissolved oxygen for classes I to V, mg/L. */
export const OXYGEN = [7.5, 6, 5, 3, 2] as const

/** All classes ask for the same. */
export const PH = [6, 9] as const

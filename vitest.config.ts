import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules', 'dashboard/web/dist', 'data'],
    reporters: ['default', './test/closing-line.ts'],
    // For a machine that others have taken; the waits within a test have deadlines of their own.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // Most of the long ones wait for cities and browsers more than they compute.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
})

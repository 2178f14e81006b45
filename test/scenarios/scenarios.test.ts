import { describe, expect, it } from 'vitest'
import { differencesOf } from '../../simulators/scenarios/compare.ts'
import { loadScenarios } from '../../simulators/scenarios/load-scenarios.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { judge, SHIPPED_CITY } from './judge.ts'

const scenarios = [...loadScenarios(SHIPPED_CITY).values()]

describe('the rules of the city', () => {
  for (const scenario of scenarios)
    it(`make of the scenario ${scenario.id} what it expects, and nothing else`, async () => {
      const judged = await judge(scenario, await temporaryFolder())
      expect(differencesOf(scenario.expect, judged, judged)).toEqual([])
    })
})

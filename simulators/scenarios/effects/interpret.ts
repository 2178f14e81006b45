import type { Effect } from '../effect.ts'
import type { Deeds, Stage } from '../scenario.ts'
import { gather } from './crowd.ts'
import { discharge } from './discharge.ts'
import { emit } from './emission.ts'
import { jam } from './jam.ts'
import { rain } from './rain.ts'
import { cutGateway, cutPower, shift, spoil } from './shift.ts'

/** What an effect does to this city. */
export function interpret(effect: Effect, stage: Stage): Deeds {
  switch (effect.effect) {
    case 'emission':
      return emit(effect, stage)
    case 'discharge':
      return discharge(effect, stage)
    case 'jam':
      return jam(effect, stage)
    case 'crowd':
      return gather(effect, stage)
    case 'rain':
      return rain(effect, stage)
    case 'shift':
      return shift(effect, stage)
    case 'sensor':
      return spoil(effect, stage)
    case 'power':
      return cutPower(effect, stage)
    case 'gateway':
      return cutGateway(effect, stage)
  }
}

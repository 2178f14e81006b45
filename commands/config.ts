import { Command } from 'commander'
import { faultText } from '../config/fault.ts'
import { findFaults, loadConfig } from '../config/load.ts'
import { printJson, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { counted } from './table.ts'

/** `config`: what this city is, checked without starting it. */
export function configCommand(terminal: Terminal): Command {
  return new Command('config').description('check the configuration').addCommand(
    new Command('check')
      .description('every fault by file and line; needs no running city')
      .argument('[folder]', 'configuration', terminal.configFolder)
      .option('--json', 'print JSON, for programs')
      .action((folder: string, given: { json?: boolean }) => {
        const faults = findFaults(folder)
        if (given.json) printJson(terminal, faults)
        else for (const fault of faults) terminal.print(faultText(fault))
        if (faults.length > 0) throw failure(`${folder}: ${counted(faults.length, 'fault')}`, EXIT.config)
        if (!given.json) terminal.print(summaryOf(folder))
      }),
  )
}

function summaryOf(folder: string): string {
  const { kinds, stations, gateways, rules, districts } = loadConfig(folder)
  return `${folder}: no faults; ${kinds.size} kinds, ${rules.length} rules, ${stations.length} stations, ${gateways.length} gateways, ${districts.length} districts`
}

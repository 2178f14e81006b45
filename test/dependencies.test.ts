import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { isOlder } from '../store/records/sqlite-file.ts'
import { ROOT } from './support/sources.ts'

interface Locked {
  readonly version: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
}
interface Floor {
  readonly package: string
  readonly since: readonly string[]
  readonly advisory: string
  readonly ghsa: string
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what is in the file
const jsonOf = <T>(file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as T
const { packages } = jsonOf<{ packages: Record<string, Locked> }>('package-lock.json')
const { floors } = jsonOf<{ floors: Floor[] }>('config/dependency-floor.json')
const locked = Object.entries(packages)
  .filter(([path]) => path.includes('node_modules/'))
  .map(([path, entry]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), ...entry }))

/** The floor of a version: of its own line where that has one, else the newest. */
function isBelow(version: string, { since }: Floor): boolean {
  const major = version.split('.')[0]
  const own = since.find((floor) => floor.split('.')[0] === major)
  return own === undefined ? isOlder(version, since.at(-1)!) : isOlder(version, own)
}

describe('the dependencies', () => {
  it('are none that is known to be bad', () => {
    const bad = locked.flatMap(({ name, version }) =>
      floors
        .filter((floor) => floor.package === name && isBelow(version, floor))
        .map(({ ghsa }) => `${name} ${version}: ${ghsa}`),
    )
    expect(bad).toEqual([])
  })

  it('would be found when one were', () => {
    const floor: Floor = { package: 'x', since: ['0.7.0', '1.0.2'], advisory: '', ghsa: '' }
    expect(['0.6.9', '0.7.0', '1.0.1', '1.0.2', '2.0.0', '0.10.0'].map((version) => isBelow(version, floor))).toEqual([
      true,
      false,
      true,
      false,
      false,
      false,
    ])
  })

  it('have floors that name their advisory', () => {
    for (const { ghsa, advisory, since } of floors) {
      expect(ghsa).toMatch(/^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$/)
      expect(advisory).toMatch(/^(CVE-\d{4}-\d{4,})?$/)
      expect(since.every((version) => /^\d+\.\d+\.\d+$/.test(version))).toBe(true)
    }
    expect(floors.filter((floor) => locked.some(({ name }) => name === floor.package)).length).toBeGreaterThan(10)
  })

  it('come from the npm registry, each with its hash, and are asked for exactly', () => {
    const foreign = locked.filter(
      ({ resolved, integrity, link }) =>
        link !== true &&
        !(integrity?.startsWith('sha512-') && (resolved ?? 'https://registry.npmjs.org/').startsWith('https://')),
    )
    expect(foreign.map(({ name }) => name)).toEqual([])
    const asked = jsonOf<Record<string, Record<string, string>>>('package.json')
    for (const group of ['dependencies', 'devDependencies', 'optionalDependencies'])
      for (const [name, version] of Object.entries(asked[group]!))
        expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)])
  })
})

it('npm run sbom lists what is installed as CycloneDX, each with its address and hash', async () => {
  const { scripts } = jsonOf<{ scripts: Record<string, string> }>('package.json')
  const [program, ...args] = scripts['sbom']!.split(' ')
  const { stdout } = await promisify(execFile)(program!, args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 })
  const bom = JSON.parse(stdout) as {
    bomFormat: string
    specVersion: string
    serialNumber: string
    components: {
      type: string
      name: string
      version: string
      purl: string
      'bom-ref': string
      hashes?: { alg: string }[]
    }[]
    dependencies: { ref: string; dependsOn: string[] }[]
    metadata: { component: { name: string; 'bom-ref': string } }
  }
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.[5-9]$/) as string })
  expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
  for (const { name, version, purl, hashes } of bom.components) {
    expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`)
    expect([name, hashes?.[0]?.alg]).toEqual([name, 'SHA-512'])
  }
  const named = new Set(bom.components.map(({ name, version }) => `${name}@${version}`))
  const shipped = Object.keys(jsonOf<{ dependencies: Record<string, string> }>('package.json').dependencies)
  for (const name of shipped) expect([...named].some((one) => one.startsWith(`${name}@`))).toBe(true)
  const refs = new Set([bom.metadata.component['bom-ref'], ...bom.components.map((one) => one['bom-ref'])])
  for (const { ref, dependsOn } of bom.dependencies)
    for (const one of [ref, ...dependsOn]) expect([one, refs.has(one)]).toEqual([one, true])
})

// npm run tamper -- --rounds 1000 --entries 1000000: falsifies a signed audit at random and says how often it was found (R18),
// and how fast a long one is gone through.
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { HEADS_FILE } from '../../store/audit/files.ts'
import { FORGERIES, makeRandom, openUnguarded } from '../../store/audit/testing/forgeries.ts'
import { writeSignedLog } from '../../store/audit/testing/signed-log.ts'
import { verifyAudit } from '../../store/audit/verify.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    entries: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
  },
})
const place = mkdtempSync(join(tmpdir(), 'citypulse-tamper-'))
process.exitCode = 1
try {
  const [sound, forged, long] = ['sound', 'forged', 'long'].map((name) => join(place, name)) as [string, string, string]
  await writeSignedLog(sound, { entries: 2_000, parts: 5 })
  cpSync(sound, forged, { recursive: true })
  const anchor = join(place, 'anchor.jsonl')
  copyFileSync(join(sound, HEADS_FILE), anchor)
  const rounds = Number(values.rounds)
  const names = Object.keys(FORGERIES)
  const missed: string[] = []
  for (let round = 0; round < rounds; round++) {
    copyFileSync(join(sound, 'records.db'), join(forged, 'records.db'))
    const db = openUnguarded(join(forged, 'records.db'))
    const name = names[round % names.length]!
    const done = FORGERIES[name]!(db, makeRandom(Number(values.seed) * 100_000 + round))
    db.close()
    if (verifyAudit({ folder: forged, anchors: [anchor] }).isWhole) missed.push(`${name}: ${done}`)
  }
  console.log(`${rounds} falsifications of ${names.length} sorts behind an anchor: ${rounds - missed.length} found`)
  for (const one of missed) console.log(`  missed: ${one}`)

  const entries = Number(values.entries)
  let isFast = true
  if (entries > 0) {
    await writeSignedLog(long, { entries, parts: Math.ceil(entries / 1_000) })
    const begunAt = performance.now()
    const { isWhole, entries: seen, heads } = verifyAudit({ folder: long })
    const perSecond = Math.round(seen / ((performance.now() - begunAt) / 1000))
    isFast = isWhole && seen === entries && perSecond >= 200_000
    console.log(`${seen} entries under ${heads / 2} heads gone through: ${perSecond} a second, whole: ${isWhole}`)
  }
  process.exitCode = missed.length === 0 && isFast ? 0 : 1
} finally {
  rmSync(place, { recursive: true, force: true })
}

import { CityError } from '../../../domain/errors.ts'
import type { Registration } from '../../../domain/enrolment.ts'
import type { DeviceAccess } from '../../../domain/sign-in.ts'
import type { EnrolmentOfCity } from '../enrolment-of-city.ts'

/** Codes, lists and registrations of a city that has no door. */
export function smallEnrolment(isKnown: (id: string) => boolean, now: () => number): EnrolmentOfCity {
  const disabled = new Map<string, NonNullable<DeviceAccess['disabled']>>()
  const codes = new Map<string, string>()
  const waiting = new Map<string, Registration>()
  let password: string | null = null

  const access = (id: string): DeviceAccess | undefined =>
    isKnown(id)
      ? {
          id,
          of: 'station',
          slots: [{ issue: 1, mode: 'password', createdAt: 0, endsAt: null }],
          disabled: disabled.get(id) ?? null,
        }
      : undefined
  const known = (id: string) => {
    const found = access(id)
    if (!found) throw new CityError('not-found', `There is no ${id}.`)
    return found
  }
  const topics = { readings: 'r', status: 's', faults: 'f' }

  return {
    access,
    async disable(id, by, why) {
      known(id)
      disabled.set(id, { at: now(), by, why })
      return known(id)
    },
    async enable(id) {
      disabled.delete(id)
      return known(id)
    },
    codes: async () =>
      Array.from(codes.values(), (id) => ({ id, createdAt: now(), createdBy: 'admin', endsAt: now() + 1 })),
    async makeCode(id, by) {
      known(id)
      const code = `CODE-${codes.size + 1}`
      codes.set(code, id)
      return { id, createdAt: now(), createdBy: by, endsAt: now() + 900_000, code }
    },
    async enrol({ code }) {
      const id = codes.get(code)
      if (id === undefined) throw new CityError('enrolment-refused', 'The code is wrong.')
      codes.delete(code)
      return { username: id, password: `secret of ${id}`, mode: 'password', topics }
    },
    async importList(csv, { dryRun }) {
      const lines = csv.trim().split('\n').length - 1
      const words = { found: '', expected: '', problem: 'it is empty', remedy: 'give one' }
      const fault = { line: 2, column: 'id', reason: 'id-bad' as const, ...words }
      const faults = csv.includes(',,') ? [fault] : []
      const imported = !dryRun && faults.length === 0
      const stations = lines - faults.length
      return {
        stations,
        imported,
        faults,
        faultyLines: faults.length,
        credentials: imported ? 'id,username\r\n' : null,
      }
    },
    registration: {
      door: async () => ({ isOpen: password !== null, changedAt: null }),
      async open() {
        password = 'for all'
        return { password }
      },
      async close() {
        password = null
      },
      list: async () => [...waiting.values()],
      async ask({ id, password: given, kind }, address) {
        if (given !== password) throw new CityError('enrolment-refused', 'The registration password is wrong.')
        const at = now()
        waiting.set(id, {
          id,
          wish: kind === undefined ? {} : { kind },
          address,
          mark: 'abcd1234',
          firstAt: at,
          lastAt: at,
          rivals: 0,
          state: 'pending',
        })
        return { state: 'pending' }
      },
      async approve(id) {
        if (!waiting.delete(id)) throw new CityError('not-found', `Nothing with the id ${id} waits.`)
      },
      async reject(id) {
        if (!waiting.delete(id)) throw new CityError('not-found', `Nothing with the id ${id} waits.`)
      },
    },
  }
}

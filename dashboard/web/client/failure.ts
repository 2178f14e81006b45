import type { Problem } from '../../../domain/wire.ts'

/** Why a call failed: the server's problem document, or code `unreachable` when there was no answer. */
export class ApiFailure extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** The problem that an answer carries; one of its status when it carries none. */
export async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<Problem>
    return { ...problem(response.status, body.code ?? 'internal', body.detail ?? ''), ...body }
  } catch {
    return problem(response.status, 'internal', response.statusText)
  }
}

/** A problem of our own. */
export function problem(status: number, code: string, detail: string): Problem {
  return { type: 'about:blank', title: code, status, detail, code }
}

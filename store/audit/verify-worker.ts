import { parentPort, workerData } from 'node:worker_threads'
import { verifyAudit, type VerifyOptions } from './verify.ts'

parentPort?.postMessage(verifyAudit(workerData as VerifyOptions))

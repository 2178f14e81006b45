import './config/compile-cache.ts'

await import('./city-process.ts')

import './config/compile-cache.ts'

const { runCity } = await import('./commands/program.ts')

process.exitCode = await runCity(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
})

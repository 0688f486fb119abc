/** `npm run bench` measures from file to screen; `npm run bench -- linking [part …]` and `-- warning [part …]` hold targets. */
await import(['linking', 'warning'].includes(process.argv[2] ?? '') ? './targets.ts' : './bench.ts')

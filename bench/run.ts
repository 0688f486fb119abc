/** `npm run bench` measures from file to screen; `npm run bench -- linking [part …]` and `-- warning`, `-- tasks` hold targets. */
await import(['linking', 'warning', 'tasks'].includes(process.argv[2] ?? '') ? './targets.ts' : './bench.ts')

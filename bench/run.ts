/** `npm run bench` measures from file to screen; `npm run bench -- linking [part …]` reading and linking against their targets. */
await import(process.argv[2] === 'linking' ? './linking.ts' : './bench.ts')

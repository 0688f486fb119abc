import { expect, it } from 'vitest'
import { supplyFaults } from './supply.js'

const good = { version: '1.0.0', integrity: 'sha512-AA==', resolved: 'https://registry.example/a.tgz' }
const faultsOf = (entry: object, licence: string | null = 'MIT') =>
  supplyFaults({ packages: { '': { version: '0' }, 'node_modules/a': { ...good, ...entry } } }, () => licence).faults

it.each([
  ['a good one', {}, 'MIT', []],
  ['two good licences', {}, 'MIT AND OFL-1.1', []],
  ['a licence that binds our own code', {}, 'AGPL-3.0-only', ['licence AGPL-3.0-only is not on the list']],
  ['a good and a bad licence', {}, 'MIT AND GPL-3.0', ['licence MIT AND GPL-3.0 is not on the list']],
  ['no licence', {}, 'none stated', ['licence none stated is not on the list']],
  ['development tools may be under another licence', { dev: true }, 'GPL-3.0', []],
  ['bytes that nobody fixed', { integrity: undefined }, 'MIT', ['the lock does not say which bytes it is']],
  ['a weak hash', { integrity: 'sha1-AA==' }, 'MIT', ['held by sha1-AA=… only']],
  ['a plain line', { resolved: 'http://registry.example/a.tgz' }, 'MIT', ['comes from http://registry.example/a.tgz']],
  ['a program at install', { hasInstallScript: true }, 'MIT', ['runs a program when it is installed']],
  ['a package that is missing', {}, null, ['is not installed']],
  ['another platform’s binary', { optional: true, integrity: undefined, resolved: undefined }, null, []],
])('[pure] %s', (_name, entry, licence, wanted) => {
  expect(faultsOf(entry, licence)).toEqual(wanted.map((fault) => `node_modules/a 1.0.0: ${fault}`))
})

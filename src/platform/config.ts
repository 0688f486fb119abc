import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type CustodySuite, custodySuites } from '../vocabulary/custody-suites.ts'
import { Problem } from './problem.ts'

interface Setting {
  readonly variable: string
  readonly kind: 'text' | 'number' | 'choice'
  readonly choices?: readonly string[]
  readonly fallback: string | null
  readonly sentence: string
  readonly requiredInProduction?: true
}

/** Every setting: environment variable, kind, default, one sentence. Makes the typed object, `--help`, docs and doctor. */
export const settings = {
  mode: {
    variable: 'SUYUAN_MODE',
    kind: 'choice',
    choices: ['production', 'development', 'demo'],
    fallback: 'development',
    sentence:
      'production refuses demonstration clocks, demonstration accounts and unmasked exports; `suyuan setup` makes a store a production store for good',
  },
  dataDir: {
    variable: 'SUYUAN_DATA_DIR',
    kind: 'text',
    fallback: null,
    sentence: 'folder of keys, documents and the embedded database; default $XDG_DATA_HOME/suyuan',
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    kind: 'text',
    fallback: '',
    sentence: 'an outside PostgreSQL 15 or newer; empty starts the embedded one',
  },
  host: {
    variable: 'SUYUAN_HOST',
    kind: 'text',
    fallback: '127.0.0.1',
    sentence: 'address on which the server listens',
  },
  port: { variable: 'SUYUAN_PORT', kind: 'number', fallback: '8080', sentence: 'port on which the server listens' },
  publicUrl: {
    variable: 'SUYUAN_PUBLIC_URL',
    kind: 'text',
    fallback: '',
    sentence: 'address printed in QR codes; default http://host:port',
    requiredInProduction: true,
  },
  county: {
    variable: 'SUYUAN_COUNTY',
    kind: 'text',
    fallback: '330681',
    sentence: 'six-digit code of the county of this deployment',
  },
  fontDir: {
    variable: 'SUYUAN_FONT_DIR',
    kind: 'text',
    fallback: '',
    sentence: "folder with an office's own fonts (FangSong, XiaoBiaoSong) for official documents",
  },
  custodySuite: {
    variable: 'SUYUAN_CUSTODY_SUITE',
    kind: 'choice',
    choices: custodySuites,
    fallback: 'aes-256-gcm',
    sentence: 'how sealed identities are encrypted from now on; those stored keep theirs',
  },
  logLevel: {
    variable: 'SUYUAN_LOG_LEVEL',
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    fallback: 'info',
    sentence: 'how much is logged',
  },
  backupDir: {
    variable: 'SUYUAN_BACKUP_DIR',
    kind: 'text',
    fallback: '',
    sentence: 'where the nightly backup is written; default <data-dir>/backups',
  },
  backupKeep: {
    variable: 'SUYUAN_BACKUP_KEEP',
    kind: 'number',
    fallback: '14',
    sentence: 'how many nightly backups are kept',
  },
  smsUrl: {
    variable: 'SUYUAN_SMS_URL',
    kind: 'text',
    fallback: '',
    sentence:
      'address of the text-message gateway (POST); empty in production means that no party can sign in, and `doctor` says so',
  },
  smsHeaders: {
    variable: 'SUYUAN_SMS_HEADERS',
    kind: 'text',
    fallback: '',
    sentence: 'headers for the gateway as a JSON object, e.g. its key; content-type decides how values are escaped',
  },
  smsBody: {
    variable: 'SUYUAN_SMS_BODY',
    kind: 'text',
    fallback: '{"to":"{to}","text":"{text}"}',
    sentence: 'body for the gateway; {to}, {text}, {code} and {kind} are filled in',
  },
  oidcIssuer: {
    variable: 'SUYUAN_OIDC_ISSUER',
    kind: 'text',
    fallback: '',
    sentence: 'issuer of an OpenID Connect provider with which officers may sign in; empty: none',
  },
  oidcClientId: {
    variable: 'SUYUAN_OIDC_CLIENT_ID',
    kind: 'text',
    fallback: '',
    sentence: 'client id at the provider; redirect address there: PUBLIC_URL/api/v1/session/oidc/callback',
  },
  oidcClientSecret: {
    variable: 'SUYUAN_OIDC_CLIENT_SECRET',
    kind: 'text',
    fallback: '',
    sentence: 'client secret at the provider',
  },
  oidcClaim: {
    variable: 'SUYUAN_OIDC_CLAIM',
    kind: 'text',
    fallback: 'preferred_username',
    sentence: "claim that holds the officer's login",
  },
  oidcName: {
    variable: 'SUYUAN_OIDC_NAME',
    kind: 'text',
    fallback: '',
    sentence: "the provider's name on the sign-in button",
  },
  oidcAcr: {
    variable: 'SUYUAN_OIDC_ACR',
    kind: 'text',
    fallback: '',
    sentence:
      'acr values, separated by commas, that mean a second factor at this provider; amr is understood without a setting',
  },
  modelUrl: {
    variable: 'SUYUAN_MODEL_URL',
    kind: 'text',
    fallback: '',
    sentence:
      "OpenAI-compatible address of the county's own language model (…/v1), asked by `suyuan read` where the rules find nobody; empty: none; texts with personal data go there",
  },
  modelName: {
    variable: 'SUYUAN_MODEL_NAME',
    kind: 'text',
    fallback: '',
    sentence: 'name of the model at that address',
  },
  modelKeyFile: {
    variable: 'SUYUAN_MODEL_KEY_FILE',
    kind: 'text',
    fallback: '',
    sentence: 'file that holds the key of that address; empty where it wants none',
  },
} as const satisfies Record<string, Setting>

export interface Config {
  readonly mode: 'production' | 'development' | 'demo'
  readonly dataDir: string
  readonly databaseUrl: string
  readonly host: string
  readonly port: number
  readonly publicUrl: string
  readonly county: string
  readonly fontDir: string
  readonly custodySuite: CustodySuite
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly backupDir: string
  readonly backupKeep: number
  readonly smsUrl: string
  readonly smsHeaders: Readonly<Record<string, string>>
  readonly smsBody: string
  readonly oidcIssuer: string
  readonly oidcClientId: string
  readonly oidcClientSecret: string
  readonly oidcClaim: string
  readonly oidcName: string
  readonly oidcAcr: readonly string[]
  readonly modelUrl: string
  readonly modelName: string
  readonly modelKeyFile: string
}

export type ConfigInput = Partial<Record<keyof Config, string | number | undefined>>

export function defaultDataDir(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'suyuan')
}

function read(name: keyof typeof settings, given: string | number | undefined, environment: NodeJS.ProcessEnv): string {
  const setting: Setting = settings[name]
  const value = given === undefined ? (environment[setting.variable] ?? setting.fallback ?? '') : String(given)
  if (setting.kind === 'number' && !/^\d+$/.test(value))
    throw new Problem('platform.configuration', { name: setting.variable, reason: `"${value}" is not a number` })
  if (setting.kind === 'choice' && !setting.choices?.includes(value))
    throw new Problem('platform.configuration', {
      name: setting.variable,
      reason: `"${value}" is not one of ${setting.choices?.join(', ')}`,
    })
  return value
}

/** `{"authorization": "Bearer …"}`. Throws Problem platform.configuration; the value itself is a secret and is not repeated. */
function readHeaders(variable: string, text: string): Record<string, string> {
  if (text.trim() === '') return {}
  try {
    const headers: unknown = JSON.parse(text)
    if (headers !== null && typeof headers === 'object' && !Array.isArray(headers))
      if (Object.values(headers).every((value) => typeof value === 'string')) return headers as Record<string, string>
  } catch {
    // Falls through to the one sentence.
  }
  throw new Problem('platform.configuration', {
    name: variable,
    reason: 'not a JSON object of texts like {"authorization": "Bearer …"}',
  })
}

/** An http or https address, or empty. Throws Problem platform.configuration. */
function readAddress(variable: string, text: string): string {
  if (text !== '' && !/^https?:\/\/[^\s]+$/.test(text))
    throw new Problem('platform.configuration', { name: variable, reason: 'not an http or https address' })
  return text
}

/** Options of the command line win over the environment, which wins over the defaults. Throws Problem platform.configuration. */
export function readConfig(input: ConfigInput = {}, environment: NodeJS.ProcessEnv = process.env): Config {
  const text = (name: keyof typeof settings): string => read(name, input[name], environment)
  const dataDir = resolve(text('dataDir') || defaultDataDir(environment))
  const port = Number(text('port'))
  const county = text('county')
  if (!/^\d{6}$/.test(county))
    throw new Problem('platform.configuration', {
      name: 'SUYUAN_COUNTY',
      reason: `"${county}" is not a six-digit code`,
    })
  return {
    mode: text('mode') as Config['mode'],
    dataDir,
    // A data folder named on the command line wins over DATABASE_URL (formats.md 2).
    databaseUrl: input.dataDir === undefined ? text('databaseUrl') : String(input.databaseUrl ?? ''),
    host: text('host'),
    port,
    publicUrl: text('publicUrl') || `http://${text('host')}:${port}`,
    county,
    fontDir: text('fontDir'),
    custodySuite: text('custodySuite') as Config['custodySuite'],
    logLevel: text('logLevel') as Config['logLevel'],
    backupDir: text('backupDir') || join(dataDir, 'backups'),
    backupKeep: Number(text('backupKeep')),
    smsUrl: text('smsUrl'),
    smsHeaders: readHeaders('SUYUAN_SMS_HEADERS', text('smsHeaders')),
    smsBody: text('smsBody'),
    oidcIssuer: text('oidcIssuer'),
    oidcClientId: text('oidcClientId'),
    oidcClientSecret: text('oidcClientSecret'),
    oidcClaim: text('oidcClaim'),
    oidcName: text('oidcName'),
    oidcAcr: text('oidcAcr')
      .split(',')
      .flatMap((value) => value.trim() || []),
    modelUrl: readAddress('SUYUAN_MODEL_URL', text('modelUrl')),
    modelName: text('modelName'),
    modelKeyFile: text('modelKeyFile'),
  }
}

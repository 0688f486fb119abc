interface LockEntry {
  readonly version: string
  readonly integrity?: string
  readonly resolved?: string
  readonly optional?: boolean
  readonly peer?: boolean
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly hasInstallScript?: boolean
}

export function supplyFaults(
  lock: { readonly packages: Readonly<Record<string, LockEntry>> },
  licenceOf: (path: string) => string | null,
): { readonly faults: readonly string[]; readonly packages: number; readonly elsewhere: number }

/** How sealed identities are encrypted; each row keeps the one it was written with, so the setting may change at any time. */
export const custodySuites = ['aes-256-gcm', 'sm4-ctr-hmac-sm3'] as const
export type CustodySuite = (typeof custodySuites)[number]

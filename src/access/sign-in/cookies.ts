import type { FastifyReply } from 'fastify'
import type { Config } from '../../platform/config.ts'
import { sessionCookie } from '../../platform/http.ts'
import { flowMinutes } from './oidc.ts'

const isSecure = ({ publicUrl }: Pick<Config, 'publicUrl'>): boolean => publicUrl.startsWith('https://')

/** The session's token: for this host alone, unreadable for scripts, never sent along from another site. */
export function setSessionCookie(reply: FastifyReply, config: Config, token: string): void {
  reply.setCookie(sessionCookie(config), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(config),
  })
}

export function clearSessionCookie(reply: FastifyReply, config: Config): void {
  reply.clearCookie(sessionCookie(config), { path: '/', secure: isSecure(config) })
}

/** Beside the session: the provider's answer comes from another site, to which a strict cookie is not shown. */
export const flowCookie = (config: Config): string => (isSecure(config) ? '__Host-suyuan_oidc' : 'suyuan_oidc')

export function setFlowCookie(reply: FastifyReply, config: Config, value: string): void {
  reply.setCookie(flowCookie(config), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(config),
    maxAge: flowMinutes * 60,
  })
}

export function clearFlowCookie(reply: FastifyReply, config: Config): void {
  reply.clearCookie(flowCookie(config), { path: '/', secure: isSecure(config) })
}

import type { Services } from '../../platform/services.ts'
import { type Role, roles } from '../../vocabulary/roles.ts'
import { inSteadOf, lookingName } from '../../vocabulary/words/staff.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../scope.ts'
import { mayRole, widestReach } from '../scopes.ts'

const noId = '00000000-0000-0000-0000-000000000000'

export interface OwnPost {
  readonly id: string
  readonly role: Role
  readonly agencyId: string
  readonly agency: string
  readonly agencyKind: string
  readonly title: string | null
  /** Last instant, exclusive; null: open end. */
  readonly until: Date | null
  /** Whose post it is, where the officer stands in. */
  readonly forName: string | null
}

interface PostRow extends OwnPost {
  readonly place: string | null
  readonly name: string
  readonly forOfficerId: string | null
}

/**
 * The posts that an officer may act in now, own ones first and in the order of their start; none where the officer has ended.
 * A substitute's post counts while the absence runs and the absent officer's own post lasts.
 */
async function postsInForce(tx: ScopedTx, officerId: string): Promise<PostRow[]> {
  const { rows } = await tx.query<PostRow>(
    `select p.id, p.role, p.title, p.until, p.for_officer_id as "forOfficerId", f.name as "forName",
       o.name, a.id as "agencyId", a.name as agency, a.kind as "agencyKind", a.place
     from access.post p
     join access.officer o on o.county = p.county and o.id = p.officer_id and o.disabled_at is null and (o.until is null or o.until > $3)
     join access.agency a on a.county = p.county and a.id = p.agency_id and (a.until is null or a.until > $3)
     left join access.officer f on f.county = p.county and f.id = p.for_officer_id
     where p.county = $1 and p.officer_id = $2 and p.since <= $3 and (p.until is null or p.until > $3)
     order by p.for_officer_id is not null, p.since, p.id`,
    [tx.county, officerId, tx.context.now()],
  )
  return rows
}

export async function readOwnPosts(tx: ScopedTx, officerId: string): Promise<OwnPost[]> {
  return (await postsInForce(tx, officerId)).map(
    ({ id, role, agencyId, agency, agencyKind, title, until, forName }) => ({
      id,
      role,
      agencyId,
      agency,
      agencyKind,
      title,
      until,
      forName,
    }),
  )
}

/** What a session bears besides its officer. */
export interface Bearing {
  /** The chosen post; null: the first in force. One that is over falls back to the first in force. */
  readonly postId: string | null
  /** A role that an administrator looks as: no agency, no rows of anybody, nothing changed. */
  readonly lookAs?: Role | null
}

/**
 * The scope of an officer in one post, at the domain clock, inside the caller's transaction; null where the officer holds no
 * post in force. Reach is the widest of the role's rules at the agency's place; `requireScope` narrows it to one rule. Rows
 * know towns, not villages: a village's or grid's officer reaches the town that the rule names.
 */
export async function scopeInPost(tx: ScopedTx, officerId: string, bearing: Bearing): Promise<Scope | null> {
  const posts = await postsInForce(tx, officerId)
  const post = posts.find((one) => one.id === bearing.postId) ?? posts[0]
  if (!post) return null
  const { lookAs } = bearing
  if (lookAs && posts.some((one) => mayRole(one.role, 'role.lookAs')))
    return {
      kind: 'officer',
      county: tx.county,
      officerId,
      agencyId: noId,
      name: lookingName(roles[lookAs].zh),
      role: lookAs,
      reach: '-',
      looking: true,
    }
  return {
    kind: 'officer',
    county: tx.county,
    officerId,
    agencyId: post.agencyId,
    name: post.forName === null ? post.name : inSteadOf(post.name, post.forName),
    role: post.role,
    reach: widestReach(post.role, post.place),
    postId: post.id,
    ...(post.forOfficerId === null ? {} : { actsFor: { officerId: post.forOfficerId, name: post.forName! } }),
  }
}

/** `scopeInPost` in a transaction of its own. */
export async function scopeOfPost(
  services: Services,
  officerId: string,
  postId: string | null,
  lookAs: Role | null = null,
): Promise<Scope | null> {
  return withScope(services, systemScope(services.config.county, 'session'), 'administration', (tx) =>
    scopeInPost(tx, officerId, { postId, lookAs }),
  )
}

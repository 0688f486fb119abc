import { type Static, Type } from 'typebox'
import { clockUnits } from '../../vocabulary/clocks.ts'
import { type LawRouteKind, lawRoutes } from '../../vocabulary/law-routes.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))

export const lawRouteKinds = Object.keys(lawRoutes) as readonly string[] as readonly LawRouteKind[]

export const SuggestedBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  near: Type.Boolean(),
  open: Type.Integer(),
  mediators: Type.Integer(),
  /** Like disputes that say whether it held; null, like the shares, under five. */
  cases: nullable(Type.Integer()),
  /** Share of 1 that settles and holds 90 days, drawn towards all bodies' mean; low and high bound the central 80 %. */
  holds: nullable(Type.Number()),
  low: nullable(Type.Number()),
  high: nullable(Type.Number()),
  reasons: Type.Array(Type.String()),
})
export type SuggestedBody = Static<typeof SuggestedBody>

export const SuggestedRoute = Type.Object({
  kind: oneOf(lawRouteKinds),
  title: Type.String(),
  /** Suing and petitioning: open at every stage, behind no condition. */
  open: Type.Boolean(),
  /** Up to three agencies of the directory, or in words whom to turn to. */
  where: Type.Array(Type.String()),
  bodies: Type.Array(SuggestedBody),
  clock: nullable(
    Type.Object({
      title: Type.String(),
      length: Type.Integer(),
      unit: oneOf(clockUnits),
    }),
  ),
  /** 分; null where unknown. */
  cost: Type.Object({ text: Type.String(), low: nullable(Type.Number()), high: nullable(Type.Number()) }),
  effect: Type.String(),
  reasons: Type.Array(Type.String()),
  law: Type.String(),
})
export type SuggestedRoute = Static<typeof SuggestedRoute>

export const LeftOutRoute = Type.Object({ kind: oneOf(lawRouteKinds), title: Type.String(), why: Type.String() })
export type LeftOutRoute = Static<typeof LeftOutRoute>

export const RouteParameters = Type.Object({ code: Type.String() })
/** `amount`: the sum in dispute in yuan, for the court's fee; absent: unknown. */
export const RouteQuery = Type.Object({ amount: Type.Optional(Type.Number({ minimum: 0, maximum: 1e12 })) })

export const RouteChoice = Type.Object({
  kind: oneOf(lawRouteKinds),
  title: Type.String(),
  bodyName: nullable(Type.String()),
  reason: Type.String(),
  by: Type.String(),
  at: Type.String(),
})
export type RouteChoice = Static<typeof RouteChoice>

/** GET /disputes/:code/routes: lawful ways on, in order, with reasons; nothing follows from it until a named person chooses. */
export const RouteSuggestion = Type.Object({
  routes: Type.Array(SuggestedRoute),
  leftOut: Type.Array(LeftOutRoute),
  /** What named persons chose before, newest first. */
  choices: Type.Array(RouteChoice),
})
export type RouteSuggestion = Static<typeof RouteSuggestion>

export const ChooseRoute = Type.Object({
  kind: oneOf(lawRouteKinds),
  bodyId: Type.Optional(Type.String({ format: 'uuid' })),
  reason: Type.String({ minLength: 4, maxLength: 500 }),
})
export type ChooseRoute = Static<typeof ChooseRoute>

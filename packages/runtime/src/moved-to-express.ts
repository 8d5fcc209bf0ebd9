import { type Absent, absent } from './absent.ts'

/** @deprecated Import it from `@flightdeck/runtime/v2/express`: this entry does not load Express. */
export const createCopilotExpressHandler: Absent = /* @__PURE__ */ absent('createCopilotExpressHandler')

/** @deprecated Import it from `@flightdeck/runtime/express`: this entry does not load Express. */
export const createCopilotEndpointExpress: Absent = /* @__PURE__ */ absent('createCopilotEndpointExpress')

/** @deprecated Import it from `@flightdeck/runtime/express`: this entry does not load Express. */
export const createCopilotEndpointSingleRouteExpress: Absent = /* @__PURE__ */ absent(
  'createCopilotEndpointSingleRouteExpress',
)

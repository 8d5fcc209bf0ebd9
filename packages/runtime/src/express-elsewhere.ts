import { type Absent, absent } from './absent.ts'

/** @deprecated Import it from `@flightdeck/runtime/v2/express`: Express is loaded by those only who use it. */
export const createCopilotExpressHandler: Absent = /* @__PURE__ */ absent('createCopilotExpressHandler')

/** @deprecated Import it from `@flightdeck/runtime/express`: Express is loaded by those only who use it. */
export const createCopilotEndpointExpress: Absent = /* @__PURE__ */ absent('createCopilotEndpointExpress')

/** @deprecated Import it from `@flightdeck/runtime/express`: Express is loaded by those only who use it. */
export const createCopilotEndpointSingleRouteExpress: Absent = /* @__PURE__ */ absent(
  'createCopilotEndpointSingleRouteExpress',
)

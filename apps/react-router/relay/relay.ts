import { createRelay } from '@flightdeck/host-kit/relay'

const relay = createRelay()

interface RouteArgs {
  request: Request
}

export function loader({ request }: RouteArgs): Promise<Response> {
  return relay(request)
}

export function action({ request }: RouteArgs): Promise<Response> {
  return relay(request)
}

// @ts-check
import { createRelay } from '@flightdeck/host-kit/relay'

const relay = createRelay()

export { relay as DELETE, relay as GET, relay as OPTIONS, relay as PATCH, relay as POST, relay as PUT }

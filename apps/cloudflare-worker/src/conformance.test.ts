import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

hostConformance(
  { ...host, command: [...host.command, 'relay.capnp'] },
  {
    // workerd aborts the signal of a disconnected client at the next write, such as a keep-alive comment.
    defaults: { keepAliveMs: 100 },
    except: {
      'a client disconnect aborts the service':
        'nothing is written before the response, so workerd does not notice the disconnect',
    },
  },
)

import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

hostConformance(
  { ...host, command: [...host.command, 'relay.capnp'] },
  {
    // workerd tells that a client has left when it next writes to it; the comments of an idle stream are such a write.
    defaults: { keepAliveMs: 100 },
    except: {
      'a client disconnect aborts the service':
        'nothing is written before the answer, so workerd does not tell that the client has left',
    },
  },
)

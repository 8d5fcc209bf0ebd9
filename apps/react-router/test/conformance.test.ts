import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

const charset = 'the Express of react-router-serve adds a charset to the content type'

const [program, ...args] = host.command
hostConformance(
  { ...host, command: [program, ...args.slice(0, -1), 'build/relay/server/index.js'] },
  {
    // Both modes are the same code path in React Router; test/host.test.ts tests each.
    modes: ['multi-route'],
    except: {
      'an event stream has headers that stop proxies from buffering': charset,
      'an unknown thread is an empty stream': charset,
      'connect to an unknown thread': charset,
      'a list subscriber receives changed and deleted threads': charset,
      'invalid percent-encoding': 'React Router itself responds to a path that it cannot decode',
    },
  },
)

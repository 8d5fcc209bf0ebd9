import { hostConformance } from '@flightdeck/host-kit/conformance'
import { host } from '../host.mjs'

const charset = 'the Express of react-router-serve adds a charset to the content type'

const [program, ...args] = host.command
hostConformance(
  { ...host, command: [program, ...args.slice(0, -1), 'build/relay/server/index.js'] },
  {
    // Both transports are the same two functions to React Router; test/host.test.ts runs each.
    modes: ['multi-route'],
    except: {
      'an event stream has headers that proxies respect': charset,
      'a thread that is not there reads as empty': charset,
      'connect to an unknown thread': charset,
      'who follows the list of threads is told what changes in it': charset,
      'broken percent-encoding': 'React Router itself answers an address that it cannot decode',
    },
  },
)

import { devTest, hostTests } from '@flightdeck/host-kit/tests'
import { host } from '../host.mjs'

hostTests(host)
devTest(host)

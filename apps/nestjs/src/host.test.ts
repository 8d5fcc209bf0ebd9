import { hostTests } from '@flightdeck/host-kit/tests'
import { plain, prefixed } from '../host.mjs'

hostTests(plain)
hostTests(prefixed)

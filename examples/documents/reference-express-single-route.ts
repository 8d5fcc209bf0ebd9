import express from 'express'
import { createCopilotEndpointSingleRouteExpress } from '@flightdeck/runtime/express'
const app = express()
app.use('/api/copilotkit', createCopilotEndpointSingleRouteExpress({ runtime, basePath: '/' }))

import express from 'express'
import { createCopilotEndpointExpress } from '@flightdeck/runtime/express'
const app = express()
app.use('/api/copilotkit', createCopilotEndpointExpress({ runtime, basePath: '/' }))

import { createCopilotEndpointSingleRouteExpress } from '@flightdeck/runtime/express'
app.use('/api/copilotkit', createCopilotEndpointSingleRouteExpress({ runtime, basePath: '/' }))

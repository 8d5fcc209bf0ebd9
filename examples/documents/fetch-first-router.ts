import { createCopilotExpressHandler } from '@flightdeck/runtime/v2/express'
app.use('/api/copilotkit', createCopilotExpressHandler({ runtime, basePath: '/api/copilotkit' }))

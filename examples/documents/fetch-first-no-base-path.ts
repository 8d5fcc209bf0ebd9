app.use(createCopilotExpressHandler({ runtime }))

const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
})
app.all('/api/copilotkit/*', (req, res) => {
  /* delegate as shown above */
})

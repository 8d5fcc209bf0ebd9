// Pick one — handler's cors option OR your own cors(), not both:
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: { origin: 'https://my.app' },
})
app.all('/api/copilotkit/*', (req, res) => {
  /* delegate as above */
})

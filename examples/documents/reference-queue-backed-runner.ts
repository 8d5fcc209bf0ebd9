class QueueBackedRunner implements AgentRunner {
  /* ... */
}
const runtime = new CopilotRuntime({
  agents,
  runner: new QueueBackedRunner(),
})

/** The one agent that this server has. */
export const AGENT_ID = 'default'

/** The only agent of this server. */
export const AGENT_ID = 'default'

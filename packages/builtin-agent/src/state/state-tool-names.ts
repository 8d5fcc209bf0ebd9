/** The tool by which a model replaces the shared state. */
export const SNAPSHOT_TOOL = 'AGUISendStateSnapshot'

/** The tool by which a model changes parts of the shared state. */
export const DELTA_TOOL = 'AGUISendStateDelta'

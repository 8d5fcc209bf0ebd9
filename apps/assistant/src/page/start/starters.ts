/** Suggestions for the assistant. Both the mock model and real models understand them. */
const ASSISTANT = [
  { title: 'Last month', message: 'Where did my money go last month?' },
  { title: 'Draw a chart', message: 'Draw my spending by month' },
  { title: 'In dollars', message: 'How much was last month in dollars?' },
  { title: 'Add an expense', message: 'Add 12.50 for lunch' },
  { title: 'Remove the last one', message: 'Remove my last expense' },
  { title: 'Write a review', message: 'Write a review of the last six months' },
]

/** Suggestions for the mock model only. */
const MOCK_ONLY = [{ title: 'Show an error', message: 'Show me an error' }]

/** The stops of the guided tour: one for each feature of the runtime. */
const SCRIPTED = [
  { title: '1. A plan in shared state', message: 'Make a plan' },
  { title: '2. Reasoning', message: 'Think before you answer' },
  { title: '3. A tool in this page', message: 'Change the colour of this page' },
  { title: '4. An approval', message: 'Ask for my approval' },
  { title: '5. An error', message: 'Show me an error' },
  { title: '6. A long answer to reload and stop', message: 'Give me a long answer' },
  { title: 'What can you do?', message: 'What can you do?' },
]

/** The suggestions of a new thread: their titles and the messages they send. */
export function startersFor(agentId: string, isMock: boolean): { title: string; message: string }[] {
  if (agentId === 'scripted') return SCRIPTED
  return isMock ? [...ASSISTANT, ...MOCK_ONLY] : ASSISTANT
}

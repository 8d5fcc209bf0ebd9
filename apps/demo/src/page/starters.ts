/** What a newcomer can try with the scripted agent, one chip a feature. */
export const STARTERS = [
  { title: 'What can you do?', message: 'What can you do?' },
  { title: 'A long answer', message: 'Give me a long answer' },
  { title: 'Make a plan', message: 'Make a plan' },
  { title: 'Think first', message: 'Think before you answer' },
  { title: 'Change the colour', message: 'Change the colour of this page' },
  { title: 'Ask for approval', message: 'Ask for my approval' },
  { title: 'Show an error', message: 'Show me an error' },
]

/** For an agent that can say anything. */
export const OPEN_STARTERS = [
  { title: 'Say hello', message: 'Say hello in three languages' },
  { title: 'Tell a story', message: 'Tell me a story of about 300 words' },
  { title: 'Change the colour', message: 'Change the accent colour of this page to something calm' },
]

/** The accent colours of the page. */
export const ACCENTS = ['violet', 'blue', 'teal', 'green', 'amber', 'rose'] as const

export type Accent = (typeof ACCENTS)[number]

/** The name of the frontend tool that sets the accent colour. */
export const ACCENT_TOOL = 'set_accent_colour'

export const MENU = `I am the scripted agent of **Flightdeck**, an open server runtime for AG-UI agents. I need no key and no \
network, but everything you see is real: I run on the server, and my words come to this page as events.

Say one of these words, and I will show you something:

- **long answer** – a few hundred words. Reload the page halfway, open a second window, or press stop.
- **count** – I count until you press stop.
- **plan** – shared state: a checklist that the agent edits while you watch.
- **think** – reasoning, shown apart from the answer.
- **colour** – a tool that runs in your browser and repaints this page.
- **approval** – I pause, and go on only when you say so.
- **error** – what a failed run looks like.`

export const NOTHING_TO_CONTINUE =
  'I can only continue the **long answer** and **count**. Press Retry to start again, or choose a suggestion.'

export const LONG_ANSWER = `Here is the long answer. It is long so that you can try things while it is being streamed. \
Reload this page now: the text continues where it was, with nothing lost and nothing repeated.

In Flightdeck a thread is an append-only log, and every reader is a cursor into that log. When you pressed \
enter, your browser asked the server to start a run. The run is the only writer of the thread while it is in progress, and every word you see is \
one event that it appended. Your window does not own the answer. It only reads it.

When you reload, the connection is closed and the server notices the disconnect. It does not stop the \
run: disconnecting ends your stream, not the run. The page loads again and connects to the thread. The server first sends \
a snapshot of the conversation so far, and then continues with the next event. From there on the words arrive one by one, as \
before.

A second window works in the same way. Follow the link at the top of this page and put the two windows side by side. Both have a \
cursor into one log, so both show the same words at the same time. The server keeps no copy of the stream per reader, and a \
slow reader does not delay a fast one. It reads from an earlier position, and in larger chunks.

Now try the stop button. It ends the run, and it works from any window. The server aborts the agent, \
closes every open message, and appends the end of the run, so that every reader sees the same partial answer. It is kept in the thread. You \
can reload, and it is still there.

Every run ends exactly once, even if the agent throws, hangs, or does not close its messages. \
A run without readers costs nothing but its own text. If the process crashes \
in the middle of an answer, the events so far are kept and the run is ended as interrupted. On shutdown, the server gives running answers a moment to finish.

This server stores its threads in a SQLite file, so they survive a restart. That is a choice of this app. A \
store is a small interface that you can implement for another database. That was the long answer.`

export const COLOUR_INTRO = (accent: Accent): string =>
  `This page has a tool for me. I run on the server, and the tool runs in your browser. I will set the colour to **${accent}**.`

export const COLOUR_DONE = (result: string): string =>
  `Your browser answered: “${result}”. That was two runs: the first ended with my call, the page ran the tool and sent the result back \
in a second one. Name another colour if you like: ${ACCENTS.join(', ')}.`

export const COLOUR_MISSING =
  'This client has no frontend tool that I could call. Open the page of this demo to see one.'

export const PLAN_INTRO =
  'Here is a plan for a launch. The checklist is shared state, and I send only the changes.'

export const PLAN_DONE =
  'Done. Each step was a JSON patch of a few bytes, and every window on this thread shows the same checklist.'

export const PLAN = {
  title: 'Launch checklist',
  steps: ['Fuel the rocket', 'Check the weather', 'Ask the cat to leave the capsule', 'Count down from ten'],
} as const

export const THOUGHTS = `The visitor wants to see me think. Models send their reasoning apart from the answer, so a page can fold it away. \
What would I say if I were a model? First, what is asked: show the reasoning. Then, what is true: I am a script, and my thoughts were written \
beforehand. The honest answer is to say so, and to show that they still travel as real reasoning events.`

export const THOUGHT_ANSWER =
  'I have thought about it. The lines above came as **reasoning** events, in a span of their own, and the page folded them away when this \
answer began. Open them again with a click.'

export const APPROVAL_INTRO =
  'The rocket is ready, but a launch needs your approval. This run ends with an **interrupt** and waits for you.'

export const APPROVAL_QUESTION = 'Launch the rocket?'

export const APPROVED =
  'Approved. 🚀 Your response arrived as a `resume` entry for the open interrupt. Lift-off!'

export const DECLINED =
  'Declined, so nothing happened. The interrupt is resolved, and the thread is idle again.'

export const ERROR_INTRO = 'I will now fail with an error, in three, two, one …'

/** Thrown on purpose. The runtime logs its text and tells the client only that the run failed. */
export const ERROR_CAUSE = 'the scripted agent was asked to fail'

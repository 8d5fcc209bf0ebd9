/** The colours the page can take as its accent. */
export const ACCENTS = ['violet', 'blue', 'teal', 'green', 'amber', 'rose'] as const

export type Accent = (typeof ACCENTS)[number]

/** The name of the frontend tool that the page offers and the scripted agent calls. */
export const ACCENT_TOOL = 'set_accent_colour'

export const MENU = `I am the scripted agent of **Flightdeck**, an open server runtime for AG-UI agents. I need no key and no \
network, but everything you see is real: I run on the server, and my words come to this page as events.

Say one of these words, and I will show you something:

- **long answer** – a few hundred words. Reload the page halfway, open a second window, or press stop.
- **plan** – shared state: a checklist that the agent edits while you watch.
- **think** – reasoning, shown apart from the answer.
- **colour** – a tool that runs in your browser and repaints this page.
- **approval** – I pause, and go on only when you say so.
- **error** – what a failed run looks like.`

export const LONG_ANSWER = `Here is the long answer. Take your time with it, because the point is what you can do while it is still being written. \
Reload this page now, and the text goes on where it was. Nothing is lost and nothing comes twice.

It works because of one idea. In Flightdeck a thread is a log, and everyone who reads it is a cursor into that log. When you pressed \
enter, your browser asked the server to start a run. The run is the only writer of the thread while it lasts, and every word you see is \
one entry that it appended. Your window does not own the answer. It only reads it.

So think about what happens when you reload. The connection breaks, and the server notices that a reader has left. It does not stop the \
run, because readers come and go and the answer is not theirs. The page loads again and asks to join the thread. The server first tells it \
what has been said so far, in one piece, and then goes on with the very next entry. From there on the words arrive one by one, as if you \
had never been away.

A second window is the same thing again. Follow the link at the top of this page and put the two windows side by side. Both hold a \
cursor into one log, so both show the same words at the same moment. There is no copy of the stream for each of them on the server, and a \
slow window cannot hold up a fast one. It just reads further behind, and takes larger bites when it comes back.

Now try the stop button. It is the one thing that does end a run, and it works from any window. The server tells the agent to stop, \
closes whatever was still open, and writes a proper ending, so that every reader sees the same partial answer. It stays in the thread. You \
can reload, and it is still there.

The rest is housekeeping, but it is the kind that you would miss. Every run ends exactly once, also when the agent throws, hangs, or forgets \
to finish its sentence. An answer that nobody listens to costs nothing but its own text. A machine that goes down \
in the middle of an answer leaves what was written, and an ending that says so. And when the server itself is told to shut down, it lets running answers finish for a moment before it leaves.

This server keeps its threads in a SQLite file, so they are there when it is started anew. That is a choice of this application. A \
store is a small contract, and another one can be put in its place without touching anything you see here. That was the long answer. Thank you for flying with us.`

export const COLOUR_INTRO = (accent: Accent): string =>
  `The page you are looking at offers me a tool. I am on the server, the tool runs in your browser. Let me make things **${accent}**.`

export const COLOUR_DONE = (result: string): string =>
  `Your browser answered: “${result}”. That was two runs: the first ended with my call, the page ran the tool and sent the result back \
in a second one. Name another colour if you like: ${ACCENTS.join(', ')}.`

export const COLOUR_MISSING =
  'I would call a tool of your page now, but the client you are using does not offer one. Open the page of this demo to see it.'

export const PLAN_INTRO =
  'Let us plan a launch. Watch the checklist: it is shared state, and I only send what changes in it.'

export const PLAN_DONE =
  'All done. Each tick was a JSON patch of a few bytes, and every window that follows this thread holds the same checklist.'

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
  'The rocket is ready, but I am not allowed to press the button alone. This run ends here with an **interrupt**, and waits for you.'

export const APPROVAL_QUESTION = 'Launch the rocket?'

export const APPROVED =
  'Approved. 🚀 Your answer came back as a `resume` entry, addressed to the interrupt that I had left open. Lift-off!'

export const DECLINED =
  'Declined, so nothing happened. A closed interrupt is an answer too, and the thread is free again.'

export const ERROR_INTRO = 'I am going to read a file that is not there, in three, two, one …'

/** Thrown on purpose. The runtime keeps its text in the log and tells the page only that the run failed. */
export const ERROR_CAUSE = 'the scripted agent was asked to fail'

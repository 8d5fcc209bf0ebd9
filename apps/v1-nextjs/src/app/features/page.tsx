'use client'

import { useCoAgent, useCopilotAction, useCopilotReadable } from '@copilotkit/react-core'
import { CopilotChat } from '@copilotkit/react-ui'
import { useState } from 'react'
import { OverTransport } from '../over-transport.tsx'

interface Trip {
  city?: string
}

/** What the hooks of the older client do, beside a chat. */
function Trips() {
  const [colour, setColour] = useState('white')
  const { state } = useCoAgent<Trip>({ name: 'default', initialState: { city: 'Oslo' } })

  useCopilotReadable({ description: 'The colour of the page', value: colour })
  useCopilotAction({
    name: 'setColour',
    description: 'Sets the colour of the page',
    parameters: [{ name: 'colour', type: 'string' }],
    handler: ({ colour: wanted }) => {
      setColour(wanted)
      return `The page is ${wanted}`
    },
  })
  useCopilotAction({
    name: 'showWeather',
    description: 'Shows the weather of a city',
    parameters: [{ name: 'city', type: 'string' }],
    handler: ({ city }) => `Sunny in ${city}`,
    render: ({ args, status, result }) => (
      <p data-testid="weather">
        {args.city} {status} {String(result ?? '')}
      </p>
    ),
  })
  useCopilotAction({
    name: 'bookTrip',
    description: 'Books a trip once the user agrees',
    parameters: [{ name: 'city', type: 'string' }],
    renderAndWaitForResponse: ({ args, status, respond }) =>
      status === 'executing' ? (
        <button type="button" onClick={() => respond?.('The user agrees')}>
          Book {args.city}
        </button>
      ) : (
        <p data-testid="booking">
          {args.city} {status}
        </p>
      ),
  })

  return (
    <section>
      <p data-testid="colour">{colour}</p>
      <p data-testid="city">{state.city}</p>
    </section>
  )
}

export default function Page() {
  return (
    <OverTransport>
      <main>
        <Trips />
        <CopilotChat labels={{ initial: 'Where to?' }} />
      </main>
    </OverTransport>
  )
}

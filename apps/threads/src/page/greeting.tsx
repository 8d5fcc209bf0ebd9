import { Logo } from '@flightdeck/page-kit'

/** What an empty thread says. */
export function Greeting() {
  return (
    <div className="greeting">
      <Logo />
      <h2>A new chat</h2>
      <p>It is kept from your first message on: reload, come back tomorrow, or restart the server.</p>
    </div>
  )
}

import { Logo } from '@flightdeck/page-kit'

/** The text of an empty thread. */
export function Greeting() {
  return (
    <div className="greeting">
      <Logo />
      <h2>A new chat</h2>
      <p>
        It is stored from your first message on. You can reload, come back tomorrow, or restart the server.
      </p>
    </div>
  )
}

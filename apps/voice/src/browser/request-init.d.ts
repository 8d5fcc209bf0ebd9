/** Node's fetch accepts stream bodies; the browser types of this folder do not include that. */
interface RequestInit {
  duplex?: 'half'
}

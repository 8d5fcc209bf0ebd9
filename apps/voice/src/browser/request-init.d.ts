/** Node's fetch takes bodies that are streams; the browser's types, which count in this folder, do not say so. */
interface RequestInit {
  duplex?: 'half'
}

export { default, Layout } from '../app/root.tsx'

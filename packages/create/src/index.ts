export {
  type AgentChoice,
  agents,
  type HostChoice,
  hosts,
  type ProjectChoices,
  type StoreChoice,
  stores,
} from './choices.ts'
export { type CreateProjectOptions, createProject, FilesExistError } from './create-project.ts'
export { projectFiles } from './project-files.ts'

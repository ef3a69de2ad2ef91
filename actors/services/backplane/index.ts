/** `xstate-net/backplane`: what carries messages between connections, by topic. */
export {
  type BackplaneInput,
  membersOf,
  type PublishToEvent,
  publishOn,
  publishTo,
  subscribeTo,
} from './app';
export { type MemoryBackplaneOptions, memoryBackplane } from './memoryBackplane';

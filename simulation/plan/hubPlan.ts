/** What an app does to the handlers of its server, and a backplane to both. */

/** How a handler deals with a question. */
export const ANSWERS = [
  'now',
  'later',
  'never',
  'twice',
  'forAnother',
  'finishing',
  'aborting',
] as const;

export type HowAnswered = (typeof ANSWERS)[number];

/** Keys under which handlers register. */
export const KEYS = ['ann', 'bob'] as const;

/** Topics in which is published. */
export const TOPICS = ['room/1', 'room/2', 'news'] as const;

/** One of the connections, counted round and round, or a handler by its key. */
export type Whom = number | string;

export type HubDeed =
  | {
      readonly deed: 'ask';
      readonly whom: Whom;
      readonly how: HowAnswered;
      readonly timeout: number;
    }
  | { readonly deed: 'sendTo'; readonly whom: Whom }
  /** To all, or to those whose id is odd. */
  | { readonly deed: 'broadcast'; readonly only: 'all' | 'odd' }
  /** The app, which is another node of the backplane, publishes, comes and goes. */
  | { readonly deed: 'publish'; readonly topic: string; readonly times: number }
  | { readonly deed: 'join' | 'leave'; readonly topic: string }
  /** The backplane loses its network, or has it again. */
  | { readonly deed: 'link'; readonly state: 'connected' | 'disconnected' };

/** What a run can be found to have done wrong. */
export const ORACLES = {
  /** What the server was handed, or a handler heard, is what the client sent, in order. */
  received: 'bytes received are a prefix of those sent',
  /** What the client reads is what the protocol says. */
  said: 'bytes said are those of the protocol',
  /** After a clean end nothing is missing. */
  complete: 'all bytes arrived by a clean end',
  /** Anything less than all of it ends with a reset. */
  cleanEnd: 'a clean end at the peer means that all that was said has arrived',
  /** Counts of bytes are those of what left and arrived. */
  counts: 'what was sent is what the peer got',
  /** What is done to a socket goes by the same words as the chart of its adapter. */
  words: 'a socket and its chart agree on where they are',
  /** `connected` and `disconnected`, once each; nothing afterwards. */
  oneEnd: 'each connection has exactly one end, and nothing after it',
  /** A `howDied` that follows from what happened to the connection. */
  howDied: 'howDied follows from what happened',
  /** Timeouts when the time is up, overflows when the limit is reached. */
  limits: 'limits act when they are reached, and only then',
  /** Reading rests while it has to, and no buffer outgrows its mark. */
  flow: 'flow control is kept',
  /** A handler hears the words of its protocol, in order. */
  handler: 'a handler hears what it is promised, in order',
  /** One connection's fault is nobody else's. */
  isolation: 'the listener outlives every connection',
  /** Who was turned away was told of, with a reason that holds. */
  refused: 'refusals are told, with a reason that holds',
  /** The server's own life: listening, suspended, closing, shutdown. */
  server: 'the server lives its states in order',
  /** What a `singleServer` is given goes to whom it was meant for, or comes back. */
  held: 'bytes for one client reach no other, and none is lost',
  /** Questions, keys, and who is told what. */
  directory: 'a question is answered once or fails once, and a key finds one living handler',
  /** Messages between handlers. */
  backplane: 'what is published is heard once, in order, by who has subscribed, or told as missed',
  /** Once faults have stopped, everything goes on. */
  liveness: 'every state is left once faults stop',
  /** After the end nothing is left. */
  leftovers: 'no socket, timer, registration or actor is left',
  /** Nothing threw where nobody catches. */
  uncaught: 'nothing throws where nobody catches',
  /** The same seed gives the same run. */
  determinism: 'the same seed gives the same trace',
} as const;

export type Oracle = keyof typeof ORACLES;

/** Something that must not happen and did. */
export interface Violation {
  readonly oracle: Oracle;
  readonly message: string;
  /** Milliseconds of virtual time since the start. */
  readonly at: number;
}

/**
 * Joins the outboxes of one actor to the inboxes of another: for a chassis, and for apps that put
 * components together themselves.
 */

import type { AnyActorRef, AnyEventObject } from 'xstate';
import { XstateNetError } from '../../machines/kit/errors';
import { isActor } from '../../machines/kit/isActor';
import { reasonOf, shown } from '../../machines/kit/shown';
import { relay } from '../compiled/xstate/relay';

/** A linkage that can be undone. */
export interface Link {
  unlink(): void;
}

/** `signal` of `signal.producerFinished`; `outbox` of `outbox`. */
function boxOf(type: string): string {
  const dot = type.indexOf('.');
  return dot < 0 ? type : type.slice(0, dot);
}

/** More types of messages than this are not remembered: they may come from outside. */
const MAX_TYPES = 1_000;

/**
 * Which outbox leads to which inbox. A box is named by its name, or one message of it by its whole
 * type; `'*': '*'` leads all others where they are called. Made once and shared by all linkages of a kind.
 */
export class Wiring {
  private readonly boxes: ReadonlyMap<string, string>;
  private readonly received = new Map<unknown, string | undefined>();

  constructor(
    boxes: Readonly<Record<string, string>>,
    /** Whether the target wants a type that a box leads to it. */
    private readonly wants: (type: string) => boolean = () => true,
  ) {
    this.boxes = new Map(Object.entries(boxes));
  }

  /** The type under which the target receives a message, or undefined if no linkage takes it. */
  typeAtTarget(type: unknown): string | undefined {
    const known = this.received.get(type);
    if (known !== undefined || this.received.has(type)) return known;
    const led = typeof type === 'string' ? this.find(type) : undefined;
    const found = led !== undefined && this.wants(led) ? led : undefined;
    if (this.received.size < MAX_TYPES) this.received.set(type, found);
    return found;
  }

  private find(type: string): string | undefined {
    const exact = this.boxes.get(type);
    if (exact !== undefined) return exact;
    const box = boxOf(type);
    const inbox = this.boxes.get(box);
    if (inbox !== undefined) return inbox + type.slice(box.length);
    return this.boxes.has('*') ? type : undefined;
  }
}

/** A message under another type. */
export type Retype = (message: AnyEventObject, type: string) => AnyEventObject;

/** The message itself, for one who is to hear the same word. */
export const unchanged: Retype = (message) => message;

const retypedWhole: Retype = (message, type) => ({ ...message, type });

/**
 * The same for what a CSA says, where a message called `outbox` has data and nothing else: that is most
 * of them, and copying by name is the quicker way.
 */
export const retypedBytes: Retype = (message, type) =>
  message.type === 'outbox' ? { type, data: message.data } : { ...message, type };

/** What the target is sent for a message, or undefined if nothing: it may be anything, and object to being read. */
function read(message: AnyEventObject, wiring: Wiring, retype: Retype): AnyEventObject | undefined {
  try {
    const type = wiring.typeAtTarget(message.type);
    return type === undefined ? undefined : retype(message, type);
  } catch (error) {
    warnOf(error);
    return undefined;
  }
}

function warnOf(cause: unknown): void {
  const error = new XstateNetError(
    'XN_LISTENER_FAILED',
    `a message could not be read (${reasonOf(cause)}) and was not passed on by its linkage: mend what is emitted`,
    cause,
  );
  process.emitWarning(error, { code: error.code });
}

/** Several linkages between the same two actors, by one listener. */
export function wire(
  source: AnyActorRef,
  wiring: Wiring,
  target: AnyActorRef,
  retype: Retype = retypedWhole,
): Link {
  const subscription = source.on('*', (message: AnyEventObject) => {
    const event = read(message, wiring, retype);
    if (event !== undefined) relay(source, target, event);
  });
  return { unlink: () => subscription.unsubscribe() };
}

const badLink = (what: string) =>
  new XstateNetError('XN_BAD_OPTION', `link() cannot be made: ${what}`);

/**
 * Joins an outbox of one actor to an inbox of another: what the source emits as `outbox.message`, the
 * target receives as `inbox.message`, with the source visible to inspectors. A box is named by its
 * name, or one message of it by its whole type, which then is renamed whole:
 *
 * @example
 * ```ts
 * link(csa, 'outbox', logger, 'inbox');
 * link(csa, 'signal.shutdownCSA', logger, 'control.producerFinished');
 * ```
 */
export function link(
  source: AnyActorRef,
  outbox: string,
  target: AnyActorRef,
  inbox: string,
): Link {
  for (const [name, actor] of Object.entries({ source, target })) {
    if (!isActor(actor)) throw badLink(`its ${name} is ${shown(actor)}; give it an actor`);
  }
  for (const [name, box] of Object.entries({ outbox, inbox })) {
    if (typeof box !== 'string' || box === '') {
      throw badLink(`its ${name} is ${shown(box)}; give it the name of a box, such as "outbox"`);
    }
  }
  return wire(source, new Wiring({ [outbox]: inbox }), target);
}

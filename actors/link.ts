import type { AnyActorRef, AnyEventObject } from 'xstate';
import { relay } from './compiled/privates';

/** A linkage that can be undone. */
export interface Link {
  unlink(): void;
}

/** `signal` of `signal.producerFinished`; `outbox` of `outbox`. */
function boxOf(type: string): string {
  const dot = type.indexOf('.');
  return dot < 0 ? type : type.slice(0, dot);
}

/**
 * Which outbox leads to which inbox. A box is named by its name, or one message of it by its whole
 * type. Made once and shared by all linkages of a kind.
 */
export class Wiring {
  private readonly received = new Map<string, string | undefined>();

  constructor(private readonly boxes: Readonly<Record<string, string>>) {}

  /** The type under which the target receives a message, or undefined if no linkage takes it. */
  typeAtTarget(type: string): string | undefined {
    const known = this.received.get(type);
    if (known !== undefined || this.received.has(type)) return known;
    const found = this.find(type);
    this.received.set(type, found);
    return found;
  }

  private find(type: string): string | undefined {
    const exact = this.boxes[type];
    if (exact !== undefined) return exact;
    const box = boxOf(type);
    const inbox = this.boxes[box];
    return inbox === undefined ? undefined : inbox + type.slice(box.length);
  }
}

/** A message under another type. Bytes are most of them, and copying by name is the quicker way. */
export function retyped(message: AnyEventObject, type: string): AnyEventObject {
  return message.type === 'outbox' ? { type, data: message['data'] } : { ...message, type };
}

/** Several linkages between the same two actors, by one listener. */
export function wire(source: AnyActorRef, wiring: Wiring, target: AnyActorRef): Link {
  const subscription = source.on('*', (message: AnyEventObject) => {
    const type = wiring.typeAtTarget(message.type);
    if (type !== undefined) relay(source, target, retyped(message, type));
  });
  return { unlink: () => subscription.unsubscribe() };
}

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
  return wire(source, new Wiring({ [outbox]: inbox }), target);
}

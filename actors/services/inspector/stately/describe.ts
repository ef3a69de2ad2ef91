/**
 * Actors of XState 5 in the words of Stately's inspector. What of it another major version of XState says
 * in another way is here, and nowhere else.
 */

import type { AnyActorRef, AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { machineOf, nameOf } from '../charts/register';
import type { Json } from '../messages/overview';
import { toJson } from '../shown/toJson';

/** Characters of a definition: a chart as large as ours has 20,000. */
const LONGEST = 2_000_000;

/** A machine within a configuration has a `toJSON` of its own, which gives all of it. */
function isMachine(value: unknown): value is { readonly id: unknown } {
  const { root, config } = (value ?? {}) as { readonly root?: unknown; readonly config?: unknown };
  return typeof root === 'object' && typeof config === 'object';
}

/** A machine's configuration as JSON, whole: functions by their names, other machines by theirs. */
function configurationOf(config: object): string | undefined {
  const open: object[] = [];
  const text = JSON.stringify(config, function (this: object, key, value: unknown) {
    const given = (this as Record<string, unknown>)[key];
    // JSON.stringify goes down and comes back: what is open is what leads to `this`.
    while (open.length > 0 && open.at(-1) !== this) open.pop();
    if (typeof value === 'function') return { type: value.name };
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return value;
    if (isMachine(given)) return { id: given.id };
    if (open.includes(value)) return undefined;
    open.push(value);
    return value;
  });
  return text.length > LONGEST ? undefined : text;
}

/** The definition by which Stately draws an actor's chart; of what has none, or none as JSON, its name. */
export function definitionOf(actor: AnyActorRef): string {
  try {
    const config = machineOf(actor)?.config as object | undefined;
    const definition = config === undefined ? undefined : configurationOf(config);
    if (definition !== undefined) return definition;
  } catch {
    // Something in it objects to being read.
  }
  return JSON.stringify({ id: nameOf(actor) });
}

/** How XState writes an actor down. */
const asReference = ({ id }: AnyActorRef): Json => ({ xstate$$type: 1, id });

/** An actor's snapshot, of bounded size. */
export function snapshotOf(actor: AnyActorRef): { readonly [key: string]: Json } {
  const { status, value, context, output, error, children, tags } =
    actor.getSnapshot() as Partial<AnyMachineSnapshot>;
  const all = Object.values(children ?? {}) as (AnyActorRef | undefined)[];
  const named = all.filter((child) => child !== undefined);
  return {
    status: status ?? 'active',
    context: toJson(context ?? {}),
    ...(output === undefined ? {} : { output: toJson(output) }),
    ...(error === undefined ? {} : { error: toJson(error) }),
    ...(value === undefined
      ? {}
      : {
          value: value as Json,
          historyValue: {},
          tags: [...(tags ?? [])],
          children: Object.fromEntries(named.map((child) => [child.id, asReference(child)])),
        }),
  };
}

/** An event, with bytes by their number and the first of them. */
export function eventOf(event: AnyEventObject): { readonly type: string } {
  const shown = toJson(event);
  const { type } = event;
  return typeof shown === 'object' && shown !== null ? { ...shown, type } : { type };
}

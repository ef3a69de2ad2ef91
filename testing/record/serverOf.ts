/** Finds the servers among the actors of an app, for the recorder. */

import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import { optionsFor } from '../../machines/options/optionTable';
import { DEFAULT_HELD_LIMIT } from '../../machines/options/resolveOptions';
import type { HeldOptions, ServerOptions } from '../../machines/options/serverOptions';
import { type ScriptServerOptions, SERVER_KINDS, type ServerKind } from '../script/script';

const childrenOf = (actor: AnyActorRef): Readonly<Record<string, AnyActorRef | undefined>> =>
  (actor.getSnapshot() as { children?: Record<string, AnyActorRef> }).children ?? {};

/** The server that an actor is, or that it owns. */
export function serverOf(actor: AnyActorRef): AnyActorRef | undefined {
  if (kindOf(actor) !== undefined) return actor;
  for (const child of Object.values(childrenOf(actor))) {
    const found = child === undefined ? undefined : serverOf(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Which of the servers that ship it is, by its machine. */
export function kindOf(actor: AnyActorRef): ServerKind | undefined {
  const { machine } = actor.getSnapshot() as Partial<AnyMachineSnapshot>;
  return SERVER_KINDS.find((kind) => kind === machine?.id);
}

/** What a server's context keeps of its options: a `singleServer` its own one beside the others. */
interface Kept {
  readonly options?: ServerOptions;
  readonly held?: { readonly limit: number };
}

function keptOptions({ options, held }: Kept): ServerOptions & HeldOptions {
  const isDefault = held === undefined || held.limit === DEFAULT_HELD_LIMIT;
  return isDefault ? { ...options } : { ...options, heldLimit: held.limit };
}

/** The options that the server was given, as far as scripts of its kind have them. */
export function optionsOf(server: AnyActorRef): ScriptServerOptions {
  const { context } = server.getSnapshot() as AnyMachineSnapshot;
  const ofItsKind = optionsFor(kindOf(server) ?? 'serverCore');
  const known: readonly string[] = optionsFor('script').filter((name) => ofItsKind.includes(name));
  const given = Object.entries(keptOptions(context as Kept)).filter(
    ([name, value]) => known.includes(name) && value !== undefined,
  );
  return Object.fromEntries(given);
}

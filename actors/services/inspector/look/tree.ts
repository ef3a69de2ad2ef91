/** The actors of a program, with their boxes. */

import type { AnyActorRef } from 'xstate';
import { resourceOf } from '../../../kit/resource';
import { findSelectorService } from '../../../listener/selectorService';
import { type Charts, machineOf, nameOf } from '../charts/register';
import type { ComponentTree, TreeNode } from '../messages';
import { inboxesOf, outboxesOf } from './boxes';
import { childrenOf } from './servers';
import type { ServerWatch } from './serverWatch';
import { stateOf } from './words';

/** Actors that are shown. */
const MOST = 500;

/** Connections that stand for all of their supervisor's. */
const SAMPLES = 3;

/** What a supervisor holds, by its id. */
const HOLDS: Readonly<Record<string, string>> = {
  connections: 'connections',
  handlers: 'handlers',
};

class Growing {
  private left = MOST;
  notShown = 0;

  constructor(
    private readonly charts: Charts,
    private readonly watches: readonly ServerWatch[],
  ) {}

  node(actor: AnyActorRef, server: ServerWatch | undefined): TreeNode {
    const machine = machineOf(actor);
    const chart = this.charts.idFor(actor);
    const drawn = chart === undefined ? undefined : this.charts.get(chart);
    const state = stateOf(actor);
    const within = this.watches.find((watch) => watch.actor === actor) ?? server;
    const supervised = within === undefined ? undefined : this.supervised(actor, within);
    const kind =
      supervised !== undefined ? 'supervisor' : machine === undefined ? 'other' : 'machine';
    const { status } = actor.getSnapshot() as { readonly status?: string };
    return {
      actor: actor.sessionId,
      name: nameOf(actor),
      kind,
      ...(chart === undefined ? {} : { chart }),
      ...(machine === undefined || state === undefined ? {} : { state }),
      status: status ?? 'active',
      inboxes: machine === undefined ? [] : inboxesOf(machine),
      outboxes: drawn === undefined ? [] : outboxesOf(drawn.chart),
      ...(supervised === undefined ? {} : { holds: supervised.holds }),
      children: this.nodes(supervised?.children ?? childrenOf(actor), within),
    };
  }

  private nodes(actors: readonly AnyActorRef[], server: ServerWatch | undefined): TreeNode[] {
    const shown = actors.slice(0, Math.max(0, this.left));
    this.left -= shown.length;
    this.notShown += actors.length - shown.length;
    return shown.map((actor) => this.node(actor, server));
  }

  /** A supervisor's children are in a map of its own, and too many. */
  private supervised(
    actor: AnyActorRef,
    server: ServerWatch,
  ): { readonly holds: string; readonly children: readonly AnyActorRef[] } | undefined {
    const what = HOLDS[actor.id];
    const size = resourceOf<{ readonly size?: unknown }>(actor)?.size;
    if (what === undefined || typeof size !== 'number') return undefined;
    const rows = [...server.rows.values()].slice(0, SAMPLES);
    const children =
      what === 'connections'
        ? rows.map(({ csa }) => csa as AnyActorRef)
        : rows.map((row) => server.handlerOf(row)).filter((handler) => handler !== undefined);
    return { holds: `${size} ${what}`, children };
  }
}

/** The actors below `root`, and the selector that its servers share. */
export function treeOf(
  root: AnyActorRef,
  charts: Charts,
  watches: readonly ServerWatch[],
): ComponentTree {
  const growing = new Growing(charts, watches);
  const node = growing.node(root, undefined);
  const selector = findSelectorService(root);
  const children =
    selector === undefined ? node.children : [...node.children, selectorNode(selector)];
  return { root: { ...node, children }, notShown: growing.notShown };
}

function selectorNode(selector: NonNullable<ReturnType<typeof findSelectorService>>): TreeNode {
  const { status, context } = selector.getSnapshot();
  return {
    actor: selector.sessionId,
    name: selector.id,
    kind: 'other',
    status,
    inboxes: [
      {
        name: 'notify',
        words: ['newReader', 'removeReader', 'newWriter', 'removeWriter', 'newServer'],
      },
      { name: 'control', words: ['shutdown'] },
    ],
    outboxes: [],
    holds: `${context.readers.size} readers, ${context.writers.size} writers`,
    children: [],
  };
}

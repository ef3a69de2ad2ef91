import type { AnyMachineSnapshot, AnyStateNode } from 'xstate';

/** What a snapshot remembers of states that were left. */
export type HistoryValue = AnyMachineSnapshot['historyValue'];

/** Reads what is remembered, and knows whether anybody asked: what was worked out then depends on it. */
export class Memory {
  wasAsked = false;

  constructor(private remembered: HistoryValue) {}

  /** What is remembered from here on too. */
  add(remembered: Readonly<Record<string, readonly AnyStateNode[]>> | undefined): void {
    if (remembered === undefined) return;
    this.remembered = { ...this.remembered, ...remembered } as HistoryValue;
  }

  /** The states that a history state stands for, if one of its neighbours was ever active. */
  of(history: AnyStateNode): readonly AnyStateNode[] | undefined {
    this.wasAsked = true;
    return this.remembered[history.id] as readonly AnyStateNode[] | undefined;
  }
}

/** Tells what is remembered from what else might be. */
export function keyOf(remembered: HistoryValue): string {
  let key = 'remembered: ';
  for (const id of Object.keys(remembered)) {
    key += `${id}=`;
    for (const node of remembered[id] ?? []) key += `${node.order},`;
  }
  return key;
}

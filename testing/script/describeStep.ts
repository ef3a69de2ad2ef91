import { shown } from './fields';
import type { Step } from './script';

/** A step on one line: `send alice {"text":"hello"}`. */
export function describeStep(step: Step): string {
  const { note, ...rest } = step as Step & { readonly note?: string };
  const { do: deed, expect, client, actor, ...details } = rest as Readonly<Record<string, unknown>>;
  const words = [
    expect === undefined ? deed : `expect ${expect}`,
    actor,
    client,
    Object.keys(details).length === 0 ? undefined : shown(details),
  ];
  const line = words.filter((word) => word !== undefined).join(' ');
  return note === undefined ? line : `${line} -- ${note}`;
}

import type { AnyCodec } from '../framing';

const CODECS = Symbol.for('xstate-net.codecs');

const shared = globalThis as { [CODECS]?: WeakMap<object, AnyCodec> };

/**
 * The codecs of statecharts, by the chart's config: that is one object of its own for each chart, and
 * stays the same one when `provide()` or compiling makes another chart of it. All copies of this package
 * in a process share them: a command that is installed for all projects serves protocols made with a
 * project's own copy.
 */
shared[CODECS] ??= new WeakMap();
const codecs = shared[CODECS];

const configOf = (logic: unknown): unknown =>
  (logic as { readonly config?: unknown } | null | undefined)?.config;

/** Says which codec stands between the chart's handlers and their connections. */
export function tieCodec(machine: { readonly config: object }, codec: AnyCodec): void {
  codecs.set(machine.config, codec);
}

/** The codec that a protocol's chart was set up with. */
export function codecOf(logic: unknown): AnyCodec | undefined {
  const config = configOf(logic);
  return typeof config === 'object' && config !== null ? codecs.get(config) : undefined;
}

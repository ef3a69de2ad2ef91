import type { AnyCodec } from '../framing';

/**
 * The codecs of statecharts, by the chart's config: that is one object of its own for each chart, and
 * stays the same one when `provide()` or compiling makes another chart of it.
 */
const codecs = new WeakMap<object, AnyCodec>();

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

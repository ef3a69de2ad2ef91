/** What a `singleServer` is made from, and what it remembers. */

import type { CsaReport } from '../connection/csaMessages';
import type { XstateNetError } from '../kit/errors';
import type { Linkage } from '../kit/nowhere';
import type { TransportChoice } from '../kit/transportChoice';
import type { OptionOf } from '../options/optionTable';
import type { HeldOptions, ServerOptions } from '../options/serverOptions';
import type { Held } from './held';
import type { Refused } from './refused';
import type { SingleServerMessage } from './singleServerMessages';

type Value = keyof (ServerOptions & HeldOptions);

/** What a `singleServer` is made from. Without `port` and `path` it listens on port 1601. */
export interface SingleServerInput
  extends Pick<ServerOptions & HeldOptions, OptionOf<'singleServer'> & Value> {
  /** The network to listen on. Default: the real one. */
  readonly transport?: TransportChoice;
  /** Who is sent everything that the server emits, besides those who listen with `actor.on`. */
  readonly owner?: Linkage<SingleServerMessage>;
}

export interface SingleServerContext {
  readonly options: ServerOptions;
  readonly transport: TransportChoice | undefined;
  readonly owner: Linkage<SingleServerMessage> | undefined;
  /** What was sent before the first client came. */
  readonly held: Held;
  /** The one that is there. */
  readonly client: CsaReport | undefined;
  /** Who was turned away and is not gone yet: nobody was told `connected` of them. */
  readonly refused: Refused;
  readonly error: XstateNetError | undefined;
}

/** Whether what was sent can be held until the first client comes. */
export function mayHold({ held }: SingleServerContext, data: Uint8Array): boolean {
  return held.hasRoomFor(data.length);
}

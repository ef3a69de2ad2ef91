import { XstateNetError } from '../../kit/errors';
import { shown } from '../../kit/shown';
import { checkValue, count, milliseconds, type OptionKind } from '../../options/optionKinds';

/** How many clients a pool has, and for whom. */
export interface PoolOptions {
  /** Clients that are kept connected, needed or not. Default: 0. */
  readonly min?: number;
  /** Most clients. Default: 10, because a server has others to serve, too. */
  readonly max?: number;
  /** Most who may wait for a free one; who comes then is refused. Default: 1000. */
  readonly maxWaiting?: number;
  /** Milliseconds after which a free client that is one too many is closed. Default: 30000. */
  readonly idleAfter?: number;
}

export type ResolvedPoolOptions = Required<PoolOptions>;

const KINDS: Readonly<Record<keyof PoolOptions, OptionKind>> = {
  min: count('clients', 0),
  max: count('clients', 1),
  maxWaiting: count('callers', 0),
  idleAfter: milliseconds(1),
};

export const resolvePoolOptions = ({
  min = 0,
  max = Math.max(10, min),
  maxWaiting = 1_000,
  idleAfter = 30_000,
}: PoolOptions): ResolvedPoolOptions => ({ min, max, maxWaiting, idleAfter });

/** The first thing wrong with them; or undefined. */
export function checkPoolOptions(
  options: PoolOptions & { readonly client?: unknown },
): XstateNetError | undefined {
  for (const [name, value] of Object.entries(options)) {
    if (name === 'client' || name === 'owner') continue;
    const kind = KINDS[name as keyof PoolOptions] as OptionKind | undefined;
    if (kind === undefined) {
      return new XstateNetError(
        'XN_BAD_OPTION',
        `a clientPool has no option ${name}; it has client, ${Object.keys(KINDS).join(', ')} and owner`,
      );
    }
    const error = value === undefined ? undefined : checkValue(name, kind, value);
    if (error !== undefined) return error;
  }
  const { client } = options;
  if (typeof client !== 'object' || client === null) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `client is ${shown(client)}; give a clientPool what each tcpClient is made from, such as { port, protocol }`,
    );
  }
  const { min, max } = resolvePoolOptions(options);
  return min > max
    ? new XstateNetError(
        'XN_BAD_OPTION',
        `min ${min} is above max ${max}; give the lower one first`,
      )
    : undefined;
}
